-- Plain HTTP: webhooks and status pages. Requests run on the loop of AWS calls, never with AWS's keys.

local native = select(2, ...).http
local errors = require("moonwatch.errors")
local json = require("json")

---@class moonwatch.http
local http = {}

---@class moonwatch.HTTPOptions
---@field json any?                    sent as JSON, with its content type
---@field body string?                 sent as it is
---@field headers table<string, string>?
---@field timeout (number|string)?     of all of it: 30 s unless given
---@field connect_timeout (number|string)?   5 s unless given
---@field max_attempts integer?        of GET and HEAD: 3 unless given; everything else is sent once
---@field raise boolean?               true: a status from 400 is an error, kind `network`, code `HTTPStatus`

---@class moonwatch.HTTPResponse
---@field status integer
---@field ok boolean                   true for a status below 400
---@field headers table<string, string>   names in lower case
---@field body string
---@field dry_run boolean?             true where nothing was sent
local Response = { __name = "http response" }

--- The value of a JSON body; nil for an empty one. Raises for another.
---
---     local status = http.get("http://127.0.0.1:8080/status"):json()
---@return any
function Response:json()
  if self.body == "" then return nil end
  local ok, value = pcall(json.decode, self.body)
  if ok then return value end
  errors.raise("network", "NotJSON", string.format("the answer (status %d, %d bytes, content-type %s) is not JSON",
    self.status, #self.body, self.headers["content-type"] or "none"))
end

Response.__index = function(response, name)
  if name == "ok" then return rawget(response, "status") < 400 end
  return Response[name]
end

local function send(method, url, options)
  local raises = false
  if type(options) == "table" and options.raise ~= nil then
    local rest = {}
    for name, value in pairs(options) do rest[name] = value end
    raises, rest.raise = rest.raise, nil
    options = rest
  end
  local response = setmetatable(native.send(method, url, options), Response)
  if raises and response.status >= 400 then
    error(errors.new({
      kind = "network", code = "HTTPStatus", status = response.status, retryable = false, attempts = 1,
      answer = response, message = string.format("http.%s: the answer's status is %d", method:lower(),
        response.status),
    }), 0)
  end
  return response
end

--- Fetches a URL. Redirects to http and https are followed, never from https to http, and headers
--- that the script set go to no other host. Raises kind `network`, `timeout` or `policy`; with
--- the option `raise`, for a status from 400 on, too.
---
---     local response = http.get("http://127.0.0.1:8080/status", { timeout = "5s" })
---@param url string
---@param options moonwatch.HTTPOptions?
---@return moonwatch.HTTPResponse
function http.get(url, options) return (send("GET", url, options)) end

--- As `get`, without the body. Raises kind `network`, `timeout` or `policy`; with the option
--- `raise`, for a status from 400 on, too.
---
---     print(http.head("http://127.0.0.1:8080/status").status)
---@param url string
---@param options moonwatch.HTTPOptions?
---@return moonwatch.HTTPResponse
function http.head(url, options) return (send("HEAD", url, options)) end

--- Posts to a URL: a change, declared as `@needs http:HOST`. Raises kind `network`, `timeout` or
--- `policy`; with the option `raise`, for a status from 400 on, too.
---
---     http.post("http://127.0.0.1:8080/hook", { json = { text = "disk full" } })
---@param url string
---@param options moonwatch.HTTPOptions?
---@return moonwatch.HTTPResponse
function http.post(url, options) return (send("POST", url, options)) end

--- As `post`, with the method PUT. Raises kind `network`, `timeout` or `policy`; with the option
--- `raise`, for a status from 400 on, too.
---
---     http.put("http://127.0.0.1:8080/incident", { json = { open = false } })
---@param url string
---@param options moonwatch.HTTPOptions?
---@return moonwatch.HTTPResponse
function http.put(url, options) return (send("PUT", url, options)) end

--- As `post`, with the method PATCH. Raises kind `network`, `timeout` or `policy`; with the
--- option `raise`, for a status from 400 on, too.
---
---     http.patch("http://127.0.0.1:8080/incident", { json = { open = false } })
---@param url string
---@param options moonwatch.HTTPOptions?
---@return moonwatch.HTTPResponse
function http.patch(url, options) return (send("PATCH", url, options)) end

--- As `post`, with the method DELETE. Raises kind `network`, `timeout` or `policy`; with the
--- option `raise`, for a status from 400 on, too.
---
---     http.delete("http://127.0.0.1:8080/incident")
---@param url string
---@param options moonwatch.HTTPOptions?
---@return moonwatch.HTTPResponse
function http.delete(url, options) return (send("DELETE", url, options)) end

return http
