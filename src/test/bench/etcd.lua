-- The same requests to etcd's JSON gateway, which takes keys and values as base64:
--   wrk ... -s etcd.lua URL -- fill|put|get|bulk [keys]
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(text)
    local out = {}
    for i = 1, #text, 3 do
        local a, b, c = text:byte(i, i + 2)
        local bits = a * 65536 + (b or 0) * 256 + (c or 0)
        for shift = 3, 0, -1 do
            local digit = math.floor(bits / 64 ^ shift) % 64 + 1
            out[#out + 1] = digits:sub(digit, digit)
        end
        if not b then out[#out - 1] = "=" end
        if not c then out[#out] = "=" end
    end
    return table.concat(out)
end

local json = { ["Content-Type"] = "application/json" }
local value = base64(string.rep("v", 64))
local next_request

function init(args)
    local keys = tonumber(args[2]) or 10000
    local last = 0
    math.randomseed(number)
    -- Made before the race: encoding takes longer than sending.
    local names = {}
    for i = 1, keys do
        names[i] = base64("k" .. i)
    end
    local function put(i)
        local body = '{"key":"' .. names[i] .. '","value":"' .. value .. '"}'
        return wrk.format("POST", "/v3/kv/put", json, body)
    end
    local function bulk(first)
        local puts = {}
        for i = 1, 128 do
            puts[i] = '{"requestPut":{"key":"' .. names[(first + i) % keys + 1]
                .. '","value":"' .. value .. '"}}'
        end
        local body = '{"success":[' .. table.concat(puts, ",") .. "]}"
        return wrk.format("POST", "/v3/kv/txn", json, body)
    end
    local kinds = {
        fill = function()
            last = last % keys + 1
            return put(last)
        end,
        put = function() return put(math.random(1, keys)) end,
        get = function()
            local body = '{"key":"' .. names[math.random(1, keys)] .. '"}'
            return wrk.format("POST", "/v3/kv/range", json, body)
        end,
        bulk = function() return bulk(math.random(1, keys)) end,
    }
    next_request = kinds[args[1]]
end

request = function() return next_request() end
