#include "moonwatch_json.h"

#include <simdjson.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "locate.h"

// A node is 16 bytes, as document.h asserts for C.
static_assert(sizeof(moonwatch_node) == 16, "a node is 16 bytes");

namespace {

using namespace simdjson;

// Above this size the parser's scratch memory is given back after use.
constexpr size_t keep_capacity = 1 << 20;

class writer {
 public:
  writer(uint32_t max_depth, const moonwatch_json_member *members, const uint8_t *names)
      : members_(members), names_(reinterpret_cast<const char *>(names)), max_depth_(max_depth) {}
  ~writer() {
    free(nodes_);
    free(arena_);
  }
  writer(const writer &) = delete;
  writer &operator=(const writer &) = delete;

  bool reserve(size_t nodes, size_t bytes) {
    node_capacity_ = nodes;
    arena_capacity_ = bytes;
    nodes_ = static_cast<moonwatch_node *>(malloc(nodes * sizeof(moonwatch_node)));
    arena_ = static_cast<uint8_t *>(malloc(bytes));
    return nodes_ && arena_;
  }

  // Takes the array away that a lone value was put into; false where it holds another number.
  bool unwrap() {
    if (node_count_ != 2) return false;
    nodes_[0] = nodes_[1];
    node_count_ = 1;
    return true;
  }

  void give(moonwatch_json_result *result) {
    result->nodes = nodes_;
    result->node_count = node_count_;
    result->arena = arena_;
    result->arena_size = arena_size_;
    nodes_ = nullptr;
    arena_ = nullptr;
  }

  // Writes a value and all below it, or what `member` has of it.
  error_code write(ondemand::value &value, uint8_t key_kind, uint32_t key, uint32_t depth,
                   const moonwatch_json_member *member) {
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return error;
    moonwatch_node node{};
    node.key_kind = key_kind;
    node.key = key;
    switch (type) {
      case ondemand::json_type::string: {
        std::string_view text;
        if (auto error = value.get_string().get(text)) return error;
        node.kind = MOONWATCH_STRING;
        if (!append_text(text, &node.payload.text.offset)) return MEMALLOC;
        node.payload.text.length = static_cast<uint32_t>(text.size());
        return append(node);
      }
      case ondemand::json_type::number:
        return write_number(value, node);
      case ondemand::json_type::boolean: {
        bool flag;
        if (auto error = value.get_bool().get(flag)) return error;
        node.kind = flag ? MOONWATCH_TRUE : MOONWATCH_FALSE;
        return append(node);
      }
      case ondemand::json_type::null: {
        // The type is read from the first letter only.
        if (!is_null(value)) return N_ATOM_ERROR;
        node.kind = MOONWATCH_NULL;
        return append(node);
      }
      case ondemand::json_type::array: {
        if (depth >= max_depth_) return DEPTH_ERROR;
        ondemand::array array;
        if (auto error = value.get_array().get(array)) return error;
        node.kind = MOONWATCH_LIST;
        const size_t index = node_count_;
        if (auto error = append(node)) return error;
        uint32_t count = 0;
        for (auto item : array) {
          ondemand::value element;
          if (auto error = std::move(item).get(element)) return error;
          if (auto error = write(element, MOONWATCH_KEY_NONE, 0, depth + 1, member)) return error;
          count++;
        }
        close(index, count);
        return SUCCESS;
      }
      case ondemand::json_type::object: {
        if (depth >= max_depth_) return DEPTH_ERROR;
        ondemand::object object;
        if (auto error = value.get_object().get(object)) return error;
        node.kind = MOONWATCH_MAP;
        const size_t index = node_count_;
        if (auto error = append(node)) return error;
        uint32_t count = 0;
        for (auto item : object) {
          ondemand::field field;
          if (auto error = std::move(item).get(field)) return error;
          std::string_view name;
          if (auto error = field.unescaped_key().get(name)) return error;
          const moonwatch_json_member *inner = nullptr;
          if (member && !member->is_whole) {
            inner = find(*member, name);
            // A value that is not touched is passed over.
            if (!inner) continue;
          }
          uint32_t offset;
          if (!append_key(name, &offset)) return MEMALLOC;
          if (auto error = write(field.value(), MOONWATCH_KEY_TEXT, offset, depth + 1, inner)) {
            return error;
          }
          count++;
        }
        close(index, count);
        return SUCCESS;
      }
    }
    return INCORRECT_TYPE;
  }

 private:
  const moonwatch_json_member *find(const moonwatch_json_member &parent, std::string_view name) const {
    for (uint32_t i = 0; i < parent.child_count; i++) {
      const moonwatch_json_member &child = members_[parent.first_child + i];
      if (name == std::string_view(names_ + child.name_start, child.name_length)) return &child;
    }
    return nullptr;
  }

  static bool is_null(ondemand::value &value) {
    bool null = false;
    return value.is_null().get(null) == SUCCESS && null;
  }

  error_code write_number(ondemand::value &value, moonwatch_node &node) {
    const std::string_view token = value.raw_json_token();
    ondemand::number number;
    if (value.get_number().get(number) == SUCCESS && number.is_int64()) {
      node.kind = MOONWATCH_INTEGER;
      node.payload.integer = number.get_int64();
      return append(node);
    }
    node.kind = MOONWATCH_DOUBLE;
    if (number.is_double()) {
      node.payload.number = number.get_double();
      return append(node);
    }
    return write_large_number(token, node);
  }

  // Integers beyond 64 bits and doubles out of range, which simdjson refuses.
  error_code write_large_number(std::string_view token, moonwatch_node &node) {
    const size_t end = token.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos || !is_number(token.substr(0, end + 1))) return NUMBER_ERROR;
    double number = 0;
    auto [rest, code] = std::from_chars(token.data(), token.data() + end + 1, number);
    if (code != std::errc() || rest != token.data() + end + 1) return NUMBER_ERROR;
    node.payload.number = number;
    return append(node);
  }

  // RFC 8259, section 6: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
  static bool is_number(std::string_view text) {
    size_t i = 0;
    auto digits = [&] {
      size_t start = i;
      while (i < text.size() && text[i] >= '0' && text[i] <= '9') i++;
      return i - start;
    };
    if (i < text.size() && text[i] == '-') i++;
    const bool zero = i < text.size() && text[i] == '0';
    const size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (i < text.size() && text[i] == '.') {
      i++;
      if (digits() == 0) return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
      i++;
      if (i < text.size() && (text[i] == '+' || text[i] == '-')) i++;
      if (digits() == 0) return false;
    }
    return i == text.size();
  }

  error_code append(const moonwatch_node &node) {
    if (node_count_ == node_capacity_) {
      node_capacity_ *= 2;
      auto *grown = static_cast<moonwatch_node *>(
          realloc(nodes_, node_capacity_ * sizeof(moonwatch_node)));
      if (!grown) return MEMALLOC;
      nodes_ = grown;
    }
    nodes_[node_count_++] = node;
    return SUCCESS;
  }

  void close(size_t index, uint32_t count) {
    nodes_[index].payload.children.count = count;
    nodes_[index].payload.children.span = static_cast<uint32_t>(node_count_ - index);
  }

  uint8_t *grow_arena(size_t bytes) {
    if (arena_size_ + bytes > arena_capacity_) {
      arena_capacity_ = (arena_size_ + bytes) * 2;
      auto *grown = static_cast<uint8_t *>(realloc(arena_, arena_capacity_));
      if (!grown) return nullptr;
      arena_ = grown;
    }
    uint8_t *start = arena_ + arena_size_;
    arena_size_ += bytes;
    return start;
  }

  bool append_text(std::string_view text, uint32_t *offset) {
    *offset = static_cast<uint32_t>(arena_size_);
    uint8_t *start = grow_arena(text.size());
    if (!start) return false;
    memcpy(start, text.data(), text.size());
    return true;
  }

  bool append_key(std::string_view name, uint32_t *offset) {
    *offset = static_cast<uint32_t>(arena_size_);
    uint8_t *start = grow_arena(4 + name.size());
    if (!start) return false;
    const uint32_t length = static_cast<uint32_t>(name.size());
    memcpy(start, &length, 4);
    memcpy(start + 4, name.data(), name.size());
    return true;
  }

  moonwatch_node *nodes_ = nullptr;
  uint8_t *arena_ = nullptr;
  size_t node_count_ = 0, node_capacity_ = 0, arena_size_ = 0, arena_capacity_ = 0;
  const moonwatch_json_member *members_;
  const char *names_;
  uint32_t max_depth_;
};

// What simdjson needs from one text to the next, so that a small one costs no allocation.
struct scratch {
  ondemand::parser parser;
  char *padded = nullptr;
  size_t size = 0, capacity = 0;

  ~scratch() { free(padded); }

  // Copies a text, in brackets where asked.
  bool copy(const uint8_t *bytes, size_t length, bool in_brackets) {
    const size_t wanted = length + 2 + SIMDJSON_PADDING;
    if (wanted > capacity) {
      free(padded);
      capacity = 0;
      padded = static_cast<char *>(malloc(wanted));
      if (!padded) return false;
      capacity = wanted;
    }
    size = 0;
    if (in_brackets) padded[size++] = '[';
    if (length) memcpy(padded + size, bytes, length);
    size += length;
    if (in_brackets) padded[size++] = ']';
    memset(padded + size, 0, SIMDJSON_PADDING);
    return true;
  }

  void trim() {
    if (capacity <= keep_capacity) return;
    free(padded);
    padded = nullptr;
    capacity = 0;
    parser = ondemand::parser();
  }
};

}  // namespace

extern "C" int moonwatch_json_parse(const uint8_t *bytes, size_t length, uint32_t max_depth,
                                    const moonwatch_json_member *members, const uint8_t *names,
                                    moonwatch_json_result *result) {
  *result = moonwatch_json_result{};
  if (length >= UINT32_MAX / 2) return MOONWATCH_JSON_TOO_LARGE;

  // simdjson 3.0 reads lone words and numbers carelessly, so they go through as lists of one.
  size_t start = 0;
  while (start < length && (bytes[start] == ' ' || (bytes[start] >= '\t' && bytes[start] <= '\r'))) {
    start++;
  }
  const bool is_lone = start < length && bytes[start] != '{' && bytes[start] != '[';
  thread_local scratch scratch;
  if (!scratch.copy(bytes, length, is_lone)) return MOONWATCH_JSON_NO_MEMORY;

  writer writer(max_depth + is_lone, members, names);
  // A part is small more often than not, and grows where it is not.
  const size_t share = members ? 8 : 1;
  if (!writer.reserve(length / share / 16 + 16, length / share + 16)) return MOONWATCH_JSON_NO_MEMORY;

  ondemand::document document;
  ondemand::value root;
  error_code error =
      scratch.parser.iterate(scratch.padded, scratch.size, scratch.capacity).get(document);
  if (!error) error = document.get_value().get(root);
  if (!error) error = writer.write(root, MOONWATCH_KEY_NONE, 0, 0, members);
  // A whole value leaves the parser at the end.
  const char *location = nullptr;
  const bool is_whole = !error && document.current_location().get(location) == OUT_OF_BOUNDS &&
                        (!is_lone || writer.unwrap());
  int outcome = MOONWATCH_JSON_OK;
  if (is_whole) {
    writer.give(result);
  } else if (error == MEMALLOC) {
    outcome = MOONWATCH_JSON_NO_MEMORY;
  } else {
    const moonwatch_json_problem problem = moonwatch_json_locate(bytes, length, max_depth);
    // The two readers agree on what JSON is; should they not, the text is still refused.
    outcome = problem.code == MOONWATCH_JSON_OK ? MOONWATCH_JSON_SYNTAX : problem.code;
    result->offset = problem.offset;
    result->message = problem.message;
  }
  scratch.trim();
  return outcome;
}
