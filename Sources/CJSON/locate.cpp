#include "locate.h"

#include <charconv>
#include <cstring>

#include "moonwatch_json.h"

namespace {

// A recursive descent over the grammar of RFC 8259 that builds nothing. Each function leaves `at`
// behind what it read, or on the byte that is wrong and returns false.
class scanner {
 public:
  scanner(const uint8_t *bytes, size_t length, uint32_t max_depth)
      : begin_(bytes), at_(bytes), end_(bytes + length), max_depth_(max_depth) {}

  moonwatch_json_problem scan() {
    skip_space();
    if (at_ == end_) return {MOONWATCH_JSON_EMPTY, offset(), nullptr};
    if (!value(0)) return {code_, offset(), message_};
    skip_space();
    if (at_ != end_) return {MOONWATCH_JSON_TRAILING, offset(), nullptr};
    return {MOONWATCH_JSON_OK, offset(), nullptr};
  }

 private:
  size_t offset() const { return static_cast<size_t>(at_ - begin_); }
  bool is_at(char c) const { return at_ != end_ && *at_ == static_cast<uint8_t>(c); }

  bool fail(const char *message) {
    code_ = at_ == end_ ? MOONWATCH_JSON_CUT_SHORT : MOONWATCH_JSON_SYNTAX;
    message_ = message;
    return false;
  }

  void skip_space() {
    while (is_at(' ') || is_at('\t') || is_at('\n') || is_at('\r')) at_++;
  }

  bool value(uint32_t depth) {
    if (at_ == end_) return fail("a value is missing");
    switch (*at_) {
      case '{': return object(depth);
      case '[': return array(depth);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: break;
    }
    if (is_at('-') || is_digit()) return number();
    if (*at_ == ',' || *at_ == ':' || *at_ == ']' || *at_ == '}') return fail("a value is missing");
    return fail("a word other than true, false or null");
  }

  bool too_deep() {
    code_ = MOONWATCH_JSON_TOO_DEEP;
    return false;
  }

  bool array(uint32_t depth) {
    if (depth >= max_depth_) return too_deep();
    at_++;
    skip_space();
    if (is_at(']')) return take();
    for (;;) {
      skip_space();
      if (!value(depth + 1)) return false;
      skip_space();
      if (is_at(']')) return take();
      if (!is_at(',')) return fail("expected ',' or ']' after an element");
      at_++;
    }
  }

  bool object(uint32_t depth) {
    if (depth >= max_depth_) return too_deep();
    at_++;
    skip_space();
    if (is_at('}')) return take();
    for (;;) {
      skip_space();
      if (!is_at('"')) return fail("expected a key in quotes");
      if (!string()) return false;
      skip_space();
      if (!is_at(':')) return fail("expected ':' after a key");
      at_++;
      skip_space();
      if (!value(depth + 1)) return false;
      skip_space();
      if (is_at('}')) return take();
      if (!is_at(',')) return fail("expected ',' or '}' after an entry");
      at_++;
    }
  }

  // Whether the next byte is one of some; unlike strchr, never the NUL.
  bool is_one_of(const char *set) const { return at_ != end_ && *at_ && strchr(set, *at_); }
  bool ends_here() const { return at_ == end_ || is_one_of(" \t\r\n,]}:"); }

  bool take() {
    at_++;
    return true;
  }

  bool word(const char *word) {
    const uint8_t *start = at_;
    for (const char *c = word; *c; c++, at_++) {
      if (is_at(*c)) continue;
      if (at_ != end_) at_ = start;
      return fail("a word other than true, false or null");
    }
    if (!ends_here()) {
      at_ = start;
      return fail("a word other than true, false or null");
    }
    return true;
  }

  bool is_digit() const { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }

  bool digits() {
    if (!is_digit()) return fail("a malformed number");
    while (is_digit()) at_++;
    return true;
  }

  bool number() {
    const uint8_t *start = at_;
    if (is_at('-')) at_++;
    if (is_at('0')) {
      at_++;
      if (is_digit()) return fail("a malformed number");
    } else if (!digits()) {
      return false;
    }
    if (is_at('.')) {
      at_++;
      if (!digits()) return false;
    }
    bool is_small = false;
    if (is_at('e') || is_at('E')) {
      at_++;
      is_small = is_at('-');
      if (is_at('+') || is_at('-')) at_++;
      if (!digits()) return false;
    }
    if (!ends_here()) return fail("a malformed number");
    double number;
    auto result = std::from_chars(reinterpret_cast<const char *>(start),
                                  reinterpret_cast<const char *>(at_), number);
    // What is too small becomes 0.
    if (result.ec == std::errc() || is_small) return true;
    at_ = start;
    return fail("a number out of a double's range");
  }

  bool string() {
    for (at_++; at_ != end_; ) {
      if (*at_ == '"') return take();
      if (*at_ < 0x20) return fail("a control character in a string that is not escaped");
      if (!(*at_ == '\\' ? escape() : character())) return false;
    }
    return fail("a string is not closed");
  }

  bool escape() {
    const uint8_t *start = at_++;
    if (at_ == end_) return fail("a string is not closed");
    if (*at_ != 'u') {
      if (is_one_of("\"\\/bfnrt")) return take();
      at_ = start;
      return fail("a string with a bad escape");
    }
    uint32_t unit = 0;
    if (!hex(&unit, start)) return false;
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    // A surrogate has to be the first half of a pair.
    uint32_t second = 0;
    if (unit < 0xDC00) {
      if (at_ == end_ || (is_at('\\') && at_ + 1 == end_)) {
        at_ = end_;
        return fail("a string is not closed");
      }
      if (is_at('\\') && at_[1] == 'u') {
        at_++;
        if (!hex(&second, start)) return false;
      }
    }
    if (second >= 0xDC00 && second <= 0xDFFF) return true;
    at_ = start;
    return fail("a string with half a surrogate pair");
  }

  // Reads the `u` and four digits.
  bool hex(uint32_t *unit, const uint8_t *start) {
    at_++;
    for (int i = 0; i < 4; i++, at_++) {
      if (at_ == end_) return fail("a string is not closed");
      const uint8_t c = *at_ | 0x20;
      if (*at_ >= '0' && *at_ <= '9') {
        *unit = *unit * 16 + (*at_ - '0');
      } else if (c >= 'a' && c <= 'f') {
        *unit = *unit * 16 + (c - 'a' + 10);
      } else {
        at_ = start;
        return fail("a string with a bad escape");
      }
    }
    return true;
  }

  // One character of UTF-8 (RFC 3629).
  bool character() {
    const uint8_t lead = *at_;
    if (lead < 0x80) return take();
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4) return fail("invalid UTF-8");
    uint8_t low = 0x80, high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    const uint8_t *start = at_++;
    for (int i = 0; i < more; i++, at_++, low = 0x80, high = 0xBF) {
      if (at_ == end_) return fail("a string is not closed");
      if (*at_ >= low && *at_ <= high) continue;
      at_ = start;
      return fail("invalid UTF-8");
    }
    return true;
  }

  const uint8_t *begin_, *at_, *end_;
  uint32_t max_depth_;
  int code_ = MOONWATCH_JSON_SYNTAX;
  const char *message_ = nullptr;
};

}  // namespace

moonwatch_json_problem moonwatch_json_locate(const uint8_t *bytes, size_t length,
                                             uint32_t max_depth) {
  return scanner(bytes, length, max_depth).scan();
}
