-- Arguments: the status that answers must have, file with one form a line or "-" to GET, first line to send.
-- An address that ends with "=" is asked for with another number behind it each time.
-- Prints one line for load.py. What it defines for GET is kept small: it runs for each answer.
local bodies, at, expected, threads = {}, 0, 0, {}
wrong = 0 -- global, so that done() can read it from each thread

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  if args[2] == "-" then
    if wrk.path:sub(-1) == "=" then
      function request()
        at = at + 1
        return wrk.format(nil, wrk.path .. at)
      end
    end
    return
  end
  expected, at = tonumber(args[1]), tonumber(args[3])
  for line in io.lines(args[2]) do bodies[#bodies + 1] = line end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

  function request()
    at = at + 1
    return wrk.format(nil, nil, nil, bodies[(at - 1) % #bodies + 1])
  end

  function response(status)
    if status ~= expected then wrong = wrong + 1 end
  end
end

function done(summary, latency, requests)
  local e, others = summary.errors, 0
  for _, thread in ipairs(threads) do others = others + thread:get("wrong") end
  print(string.format("RESULT %d %d %d %d %.0f", summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.timeout + math.max(e.status, others), latency:percentile(99)))
end
