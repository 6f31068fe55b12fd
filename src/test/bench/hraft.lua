-- Requests of hraft, 64 bytes in every one of k1, k2 and so on:
--   wrk ... -s hraft.lua URL -- put|get|local|bulk|empty-post|empty-get|servlet [keys]
-- put, get (linearizable) and local (level=none) choose a key by dice; bulk writes 128 in a row in one
-- body; the others ask for what is in the folder empty.
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
    -- Else all threads would ask for the same keys in the same order.
    math.randomseed(number)
    local kinds = {
        put = function() return put(math.random(1, keys)) end,
        get = function() return wrk.format("GET", "/key/k" .. math.random(1, keys)) end,
        ["local"] = function()
            return wrk.format("GET", "/key/k" .. math.random(1, keys) .. "?level=none")
        end,
        bulk = function() return bulk(math.random(1, keys), keys) end,
        ["empty-post"] = function() return wrk.format("POST", "/empty", nil, value) end,
        ["empty-get"] = function() return wrk.format("GET", "/empty") end,
        servlet = function() return wrk.format("GET", "/servlet") end,
    }
    next_request = kinds[args[1]]
end

request = function() return next_request() end
