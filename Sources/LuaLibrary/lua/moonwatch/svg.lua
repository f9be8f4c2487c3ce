-- Line charts as SVG 1.1. Pure.

local scale = require("moonwatch.scale")

local svg = {}

-- Colours that those who see fewer can tell apart (Okabe and Ito).
local colors = { "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31" }

-- A text as XML 1.0 may have it: what is no UTF-8 or no character of XML's becomes U+FFFD.
-- https://www.w3.org/TR/xml/#charsets
local function escaped(text)
  if not utf8.len(text) then text = text:gsub("[\x80-\xff]", "\u{FFFD}") end
  text = text:gsub("[%z\1-\8\11\12\14-\31]", "\u{FFFD}"):gsub("\u{FFFE}", "\u{FFFD}"):gsub("\u{FFFF}", "\u{FFFD}")
  return (text:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function number(value) return string.format("%.1f", value) end

local function add(lines, form, ...) lines[#lines + 1] = string.format(form, ...) end

local function axes(lines, frame, span, ticks, labels, map)
  for index, tick in ipairs(ticks) do
    local y = number(map.y(tick))
    add(lines, '<line x1="%d" y1="%s" x2="%d" y2="%s" stroke="#ddd"/>', frame.left, y, frame.right, y)
    add(lines, '<text x="%d" y="%s" text-anchor="end" dominant-baseline="middle">%s</text>', frame.left - 6, y,
      escaped(labels[index]))
  end
  for _, tick in ipairs(scale.times(span.from, span.to, (frame.right - frame.left) // 80)) do
    local x = number(map.x(tick.time))
    add(lines, '<line x1="%s" y1="%d" x2="%s" y2="%d" stroke="#666"/>', x, frame.bottom, x, frame.bottom + 4)
    add(lines, '<text x="%s" y="%d" text-anchor="middle">%s</text>', x, frame.bottom + 17, tick.label)
  end
  add(lines, '<path d="M%d %dV%dH%d" fill="none" stroke="#666"/>', frame.left, frame.top, frame.bottom, frame.right)
  add(lines, '<text x="%d" y="%d" text-anchor="end">%s to %s UTC</text>', frame.right, frame.bottom + 33,
    scale.date(span.from), scale.date(span.to))
end

-- One path: a line for each run of points, a dot for one that stands alone.
local function curve(lines, one, color, map)
  local parts, dots = {}, {}
  for _, run in ipairs(scale.runs(one)) do
    if #run == 1 then
      dots[#dots + 1] = string.format('<circle cx="%s" cy="%s" r="2" fill="%s"/>', number(map.x(run[1][1])),
        number(map.y(run[1][2])), color)
    else
      for index, point in ipairs(run) do
        parts[#parts + 1] = (index == 1 and "M" or "L") .. number(map.x(point[1])) .. " " .. number(map.y(point[2]))
      end
    end
  end
  if #parts > 0 then
    add(lines, '<path d="%s" fill="none" stroke="%s" stroke-width="1.5" stroke-linejoin="round"/>',
      table.concat(parts), color)
  end
  table.move(dots, 1, #dots, #lines + 1, lines)
end

local function legend(lines, all, frame)
  for index, one in ipairs(all) do
    local y = frame.legend + 16 * (index - 1)
    add(lines, '<rect x="%d" y="%d" width="10" height="10" fill="%s"/>', frame.left, y - 9,
      colors[(index - 1) % #colors + 1])
    local label = one.label .. (one.unit and " (" .. one.unit .. ")" or "") .. (#one.values == 0 and ": no data" or "")
    add(lines, '<text x="%d" y="%d">%s</text>', frame.left + 16, y, escaped(label))
  end
end

local function body(lines, all, options, frame, span)
  local ticks, step = scale.ticks(span.low, span.high, math.max(2, (frame.bottom - frame.top) // 40))
  local low, high = ticks[1], ticks[#ticks]
  local map = {
    x = function(time)
      if span.to == span.from then return (frame.left + frame.right) / 2 end
      return frame.left + (time - span.from) / (span.to - span.from) * (frame.right - frame.left)
    end,
    y = function(value) return frame.bottom - (value - low) / (high - low) * (frame.bottom - frame.top) end,
  }
  axes(lines, frame, span, ticks, scale.labels(ticks, step), map)
  for index, one in ipairs(all) do curve(lines, one, colors[(index - 1) % #colors + 1], map) end
  if options.threshold then
    local y = map.y(options.threshold)
    add(lines, '<line x1="%d" y1="%s" x2="%d" y2="%s" stroke="#c00" stroke-dasharray="6 4"/>', frame.left, number(y),
      frame.right, number(y))
    add(lines, '<text x="%d" y="%s" text-anchor="end" fill="#c00">threshold %s</text>', frame.right, number(y - 4),
      escaped(scale.value(options.threshold)))
  end
end

--- A chart of series as the text of an SVG file.
---@param all moonwatch.Series[]
---@param options { width: integer, height: integer, threshold: number?, title: string? }
---@return string
function svg.render(all, options)
  local title = options.title or (#all == 1 and all[1].label) or "metrics"
  local plot_bottom = options.height - 44 - 16 * #all
  local frame = { left = 64, right = options.width - 16, top = 36, bottom = plot_bottom, legend = plot_bottom + 52 }
  local lines = {
    '<?xml version="1.0" encoding="UTF-8"?>',
    string.format('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"'
      .. ' font-family="sans-serif" font-size="11">', options.width, options.height, options.width, options.height),
    "<title>" .. escaped(title) .. "</title>",
    '<rect width="100%" height="100%" fill="#fff"/>',
  }
  add(lines, '<text x="%d" y="22" font-size="14">%s</text>', frame.left, escaped(title))
  local span = scale.span(all, options.threshold)
  if span.low then
    body(lines, all, options, frame, span)
  else
    add(lines, '<text x="%d" y="%d">no data</text>', frame.left, (frame.top + frame.bottom) // 2)
  end
  legend(lines, all, frame)
  lines[#lines + 1] = "</svg>"
  return table.concat(lines, "\n") .. "\n"
end

return svg
