-- Requests of hraft, 64 bytes in every one of k1, k2 and so on:
--   wrk ... -s hraft.lua URL -- fill|put|get|local|bulk|empty [keys]
-- fill writes one after the other; put, get (linearizable) and local (level=none) choose one by dice;
-- bulk writes 128 in a row in one body; empty writes none: what is left of a request without Raft.
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local value = string.rep("v", 64)
local next_request

local function put(i)
    return wrk.format("PUT", "/key/k" .. i, nil, value)
end

local function bulk(first, keys)
    local pairs = {}
    for i = 1, 128 do
        pairs[i] = '"k' .. (first + i) % keys + 1 .. '":"' .. value .. '"'
    end
    return wrk.format("POST", "/key", nil, "{" .. table.concat(pairs, ",") .. "}")
end

function init(args)
    local keys = tonumber(args[2]) or 10000
    local last = 0
    -- Else all threads would ask for the same keys in the same order.
    math.randomseed(number)
    local kinds = {
        fill = function()
            last = last % keys + 1
            return put(last)
        end,
        put = function() return put(math.random(1, keys)) end,
        get = function() return wrk.format("GET", "/key/k" .. math.random(1, keys)) end,
        ["local"] = function()
            return wrk.format("GET", "/key/k" .. math.random(1, keys) .. "?level=none")
        end,
        bulk = function() return bulk(math.random(1, keys), keys) end,
        empty = function() return wrk.format("POST", "/key", nil, "{}") end,
    }
    next_request = kinds[args[1]]
end

request = function() return next_request() end
