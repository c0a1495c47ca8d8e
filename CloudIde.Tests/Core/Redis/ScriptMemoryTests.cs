using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Redis;

public sealed class ScriptMemoryTests(RedisServers servers) : IClassFixture<RedisServers>
{
    // What a script does that puts a large answer together out of blocks.
    private const string JoinScript = """
        local parts = {}
        local position = tonumber(ARGV[1])
        local stop = math.min(1000000, position + 131072)
        while position < stop do
          local skip = position % 8192
          local block = redis.call('HGET', KEYS[1], string.format('%d', (position - skip) / 8192))
          local take = math.min(8192 - skip, stop - position)
          parts[#parts + 1] = string.sub(block, skip + 1, skip + take)
          position = position + take
        end
        return table.concat(parts)
        """;

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Script_WithManyLargeStrings_NeverRunsOutOfMemory(string kind)
    {
        var database = (await servers.ConnectAsync(kind)).GetDatabase();
        RedisKey key = $"script-memory-{Guid.NewGuid():N}";
        for (var block = 0; block <= 1_000_000 / 8192; block++)
        {
            await database.HashSetAsync(key, block, new byte[8192]);
        }

        var random = new Random(11);
        for (var round = 0; round < 1500; round++)
        {
            var offset = random.Next(1_000_000);
            var joined = (byte[])(await database.ScriptEvaluateAsync(JoinScript, [key], [offset]))!;
            Assert.Equal(Math.Min(131_072, 1_000_000 - offset), joined.Length);
        }
    }
}
