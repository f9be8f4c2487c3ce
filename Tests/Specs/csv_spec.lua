local spec = require("spec")
local it, equal = spec.it, spec.equal
require("natives")
local csv = require("csv")
local json = require("json")

local function flat(rows)
  local lines = {}
  for index, row in ipairs(rows) do lines[index] = table.concat(row, "|") end
  return table.concat(lines, "\n")
end

it("quotes what needs it", function()
  equal(csv.encode { { "a", 'b "c"', "d,e", "f\ng", "h\ri", " j " } }, 'a,"b ""c""","d,e","f\ng","h\ri", j \n')
end)

it("writes values so that they read back", function()
  equal(csv.encode { { 1, 0.1, 2.0, 1e300, -5, true, json.null, "" } }, "1,0.1,2.0,1e+300,-5,true,,\n")
  equal(tonumber(csv.decode(csv.encode { { 1 / 3 } })[1][1]), 1 / 3)
end)

it("writes records by name, missing ones empty", function()
  equal(csv.encode { { b = 1 }, { a = "x", b = 2 } }, "a,b\n,1\nx,2\n")
  equal(csv.encode({ { b = 1, a = 2 } }, { "b", "c" }), "b,c\n1,\n")
end)

it("writes lists with holes, and the names that it is given", function()
  equal(csv.encode({ { 1, nil, 3 }, {} }, { "x", "y", "z" }), "x,y,z\n1,,3\n,,\n")
  equal(csv.encode {}, "")
  equal(csv.encode({}, { "a" }), "a\n")
end)

it("a row of one empty cell is still a row", function()
  equal(csv.encode { { "" }, { "a" } }, '""\na\n')
  equal(flat(csv.decode('""\na\n')), "\na")
end)

it("ends lines as the RFC does where that is asked for", function()
  equal(csv.encode({ { 1 }, { 2 } }, nil, { crlf = true }), "1\r\n2\r\n")
  equal(csv.encode({ { "a;b", "c,d" } }, nil, { separator = ";" }), '"a;b";c,d\n')
end)

it("defuses formulas for spreadsheets, and leaves numbers and everything else alone", function()
  local rows = { { "=1+1", "+x", "-x", "@x", "\tx", -5, "a=b" } }
  equal(csv.encode(rows, nil, { spreadsheet = true }), "'=1+1,'+x,'-x,'@x,'\tx,-5,a=b\n")
  equal(csv.encode(rows), "=1+1,+x,-x,@x,\tx,-5,a=b\n")
end)

it("reads every line end, and no row where a line is empty", function()
  equal(flat(csv.decode("a,b\r\nc,d\ne,f\rg,h")), "a|b\nc|d\ne|f\ng|h")
  equal(flat(csv.decode("\n\na\n\r\n\nb\n")), "a\nb")
  equal(#csv.decode(""), 0)
  equal(flat(csv.decode("\u{FEFF}a,b\n")), "a|b")
end)

it("reads empty cells wherever they stand", function()
  equal(flat(csv.decode(",\n,,\na,\n,b\n")), "|\n||\na|\n|b")
  equal(flat(csv.decode("a,")), "a|")
  equal(flat(csv.decode('"",""')), "|")
end)

it("reads what is in quotes as it is", function()
  equal(csv.decode('"a""b","c\r\nd",",",""""\n')[1][2], "c\r\nd")
  equal(flat(csv.decode('"a""b",",",""""\nx')), 'a"b|,|"\nx')
end)

it("reads records by the names of the first line", function()
  local rows = csv.decode("name,note\nweb,\"x, y\"\n", { header = true })
  equal(#rows, 1)
  equal(rows[1].name .. rows[1].note, "webx, y")
  equal(#csv.decode("", { header = true }), 0)
end)

local wrong = {
  { 'a\n"b', 'csv.decode: line 2: the cell that starts with " does not end' },
  { 'a"b\n', 'csv.decode: line 1: a cell with a " in it has to be in quotes, and they be doubled' },
  { '"a\nb"c\n', 'csv.decode: line 2: a cell with a " in it has to be in quotes, and they be doubled' },
}
for _, case in ipairs(wrong) do
  it("refuses: " .. case[2], function()
    local failure = spec.failure(csv.decode, case[1])
    equal(failure.message, case[2])
    equal(failure.code, "InvalidCSV")
  end)
end

it("refuses what is no table of rows", function()
  equal(spec.failure(csv.encode, "x").message, "csv.encode: expected a list of rows, got string")
  equal(spec.failure(csv.encode, { "x" }).message, "csv.encode: row 1: expected a table, got string")
  equal(spec.failure(csv.encode, { { 1 }, { a = 1 } }).message,
    "csv.encode: row 2: expected a list like the first row, got the name 'a'")
  equal(spec.failure(csv.decode, "a,b\n1\n", { header = true }).message,
    "csv.decode: row 1: expected 2 cells as in the header, got 1")
  equal(spec.failure(csv.decode, "a,a\n", { header = true }).message,
    "csv.decode: two columns are named 'a'; read it without header")
  equal(spec.failure(csv.encode, {}, nil, { separater = ";" }).message,
    "csv.encode: unknown option 'separater' (did you mean 'separator'?); known: separator, crlf, spreadsheet")
  equal(spec.failure(csv.encode, {}, nil, { separator = "ab" }).code, "InvalidOption")
end)

return spec.finish("csv")
