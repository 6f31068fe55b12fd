-- Single-key writes to hraft: PUT /key/k1 to /key/k10000, 64 bytes each.
local value = string.rep("v", 64)

request = function()
    return wrk.format("PUT", "/key/k" .. math.random(1, 10000), nil, value)
end
