-- Arguments: method, file with one body a line or "-", first line to send. Prints one line for load.py.
local method, bodies, at = "GET", {}, 0

function init(args)
  method = args[1]
  if args[2] ~= "-" then
    for line in io.lines(args[2]) do bodies[#bodies + 1] = line end
  end
  at = tonumber(args[3])
end

function request()
  if method == "GET" then return wrk.format("GET") end
  at = at + 1
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", nil, nil, bodies[(at - 1) % #bodies + 1])
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %.0f", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99)))
end
