-- The same writes to etcd's JSON gateway, which takes keys and values as base64.
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

local value = base64(string.rep("v", 64))
local bodies = {}
for i = 1, 10000 do
    bodies[i] = '{"key":"' .. base64("k" .. i) .. '","value":"' .. value .. '"}'
end

request = function()
    return wrk.format(
        "POST", "/v3/kv/put", { ["Content-Type"] = "application/json" }, bodies[math.random(1, 10000)])
end
