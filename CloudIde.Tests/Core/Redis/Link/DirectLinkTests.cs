using System.Net;
using System.Text;
using CloudIde.Core.Redis.Link;
using CloudIde.Emulator.Redis;
using CloudIde.Tests.Server.Terminals;
using CloudIde.Tests.Worker.Pty;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Redis.Link;

public sealed class DirectLinkTests(RedisServers servers) : IClassFixture<RedisServers>
{
    private static readonly RedisScript Length = new("return {string.len(ARGV[1]), tonumber(ARGV[2])}");

    private static readonly RedisScript Publish = new("return redis.call('PUBLISH', ARGV[1], ARGV[2])");

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Evaluate_ManyAtOnce_AnswersEachWithItsOwn(string kind)
    {
        await using var world = await LinkWorld.StartAsync(PortOf(await servers.ConnectAsync(kind)));
        var random = new Random(1);
        var calls = Enumerable.Range(0, 300)
            .Select(i => (Number: i, Text: new byte[i % 50 == 0 ? random.Next(1 << 18) : random.Next(100)]))
            .Select(call => (call.Number, call.Text.Length, Reply: world.Link.EvaluateAsync(Length, [], [call.Text, call.Number]).AsTask()))
            .ToList();

        foreach (var (number, length, reply) in calls)
        {
            Assert.Equal((length, number), Pair(await reply));
        }
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Evaluate_AScriptThatFails_ThrowsAndTheNextGoesOn(string kind)
    {
        await using var world = await LinkWorld.StartAsync(PortOf(await servers.ConnectAsync(kind)));

        await Assert.ThrowsAsync<RedisServerException>(
            async () => await world.Link.EvaluateAsync(new RedisScript("return redis.call('HGET', 'x')"), [], []));

        Assert.Equal((3, 4), Pair(await world.Link.EvaluateAsync(Length, [], ["abc", 4])));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Subscribe_ToChannels_GetsTheirMessagesInOrderUntilItEnds(string kind)
    {
        await using var world = await LinkWorld.StartAsync(PortOf(await servers.ConnectAsync(kind)));
        var (first, second) = (new List<string>(), new List<int>());
        var one = await world.Link.SubscribeAsync(
            RedisChannel.Literal("one:" + kind), message => first.Add(Encoding.UTF8.GetString(message.Span)));
        await using var two = await world.Link.SubscribeAsync(
            RedisChannel.Literal("two:" + kind), message => second.Add(message.Length));

        foreach (var text in new[] { "a", "", "héllo" })
        {
            await world.Link.EvaluateAsync(Publish, [], ["one:" + kind, text]);
        }

        await world.Link.EvaluateAsync(Publish, [], ["two:" + kind, new byte[300_000]]);
        await Eventually.TrueAsync(() => second.Count == 1);
        Assert.Equal(["a", "", "héllo"], first);
        Assert.Equal([300_000], second);

        await one.DisposeAsync();
        await Eventually.TrueAsync(
            async () => (long)await world.Link.EvaluateAsync(Publish, [], ["one:" + kind, "late"]) == 0, "nobody who follows");
        Assert.Equal(3, first.Count);
    }

    [Fact]
    public async Task Subscribe_WithAFollowerThatThrows_GoesOnForTheOthers()
    {
        await using var world = await LinkWorld.StartAsync(PortOf(await servers.ConnectAsync(RedisServers.Garnet)));
        var received = 0;
        await using var bad = await world.Link.SubscribeAsync(RedisChannel.Literal("shared"), _ => throw new InvalidOperationException());
        await using var good = await world.Link.SubscribeAsync(RedisChannel.Literal("shared"), _ => Interlocked.Increment(ref received));

        await world.Link.EvaluateAsync(Publish, [], ["shared", "1"]);
        await world.Link.EvaluateAsync(Publish, [], ["shared", "2"]);

        await Eventually.TrueAsync(() => received == 2);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Connection_ThatIsCut_IsMadeAgainWithItsChannels(string kind)
    {
        await using var proxy = CuttableProxy.Start(PortOf(await servers.ConnectAsync(kind)));
        await using var world = await LinkWorld.StartAsync(proxy.Port);
        var (received, restored) = (0, 0);
        world.Link.Restored += () => Interlocked.Increment(ref restored);
        await using var subscription = await world.Link.SubscribeAsync(
            RedisChannel.Literal("cut:" + kind), _ => Interlocked.Increment(ref received));

        for (var round = 1; round <= 3; round++)
        {
            var (seen, before) = (received, restored);
            proxy.Cut();
            await Eventually.TrueAsync(() => restored > before, "restored");
            await Eventually.TrueAsync(
                async () =>
                {
                    await TryAsync(() => world.Link.EvaluateAsync(Publish, [], ["cut:" + kind, "x"]));
                    return received > seen;
                },
                "a message after the cut");
        }
    }

    [UnixFact]
    public async Task Connection_WithASocketOfTheSameRedis_GoesByIt()
    {
        var folder = Directory.CreateTempSubdirectory("cloudide-socket-");
        var path = Path.Combine(folder.FullName, "redis.sock");
        using (var redis = RedisHost.Start(socketPath: path))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            await using var proxy = CuttableProxy.Start(redis.Port);
            await using var world = await LinkWorld.StartAsync(proxy.Port, socketPath: path);
            await Eventually.TrueAsync(
                async () => ((string)(await world.Redis.GetDatabase().ExecuteAsync("CLIENT", "LIST"))!).Contains("tests-terminals", StringComparison.Ordinal),
                "a connection of the link");

            await proxy.DisposeAsync();
            Assert.Equal((3, 4), Pair(await world.Link.EvaluateAsync(Length, [], ["abc", 4])));
        }

        Assert.False(File.Exists(path));
        folder.Delete();
    }

    [UnixFact]
    public async Task Connection_WithASocketThatIsNotThere_GoesByTheAddress()
    {
        using var redis = RedisHost.Start();
        await using var world = await LinkWorld.StartAsync(redis.Port, socketPath: "/nonexistent/redis.sock");
        await using var subscription = await world.Link.SubscribeAsync(RedisChannel.Literal("address"), _ => { });

        Assert.Equal((3, 4), Pair(await world.Link.EvaluateAsync(Length, [], ["abc", 4])));
    }

    [Fact]
    public async Task Connection_WithAPassword_IsUsed()
    {
        using var redis = RedisHost.Start(password: "secret word");
        await using var world = await LinkWorld.StartAsync(redis.Port, "secret word");

        Assert.Equal((1, 2), Pair(await world.Link.EvaluateAsync(Length, [], ["x", 2])));
        await Eventually.TrueAsync(
            async () => (await world.Redis.GetDatabase().ExecuteAsync("CLIENT", "LIST")).ToString()
                .Contains("name=tests-terminals", StringComparison.Ordinal),
            "a connection of the link's own");
    }

    private static (int Length, int Number) Pair(RedisResult result)
    {
        var items = (int[])result!;
        return (items[0], items[1]);
    }

    private static int PortOf(IConnectionMultiplexer redis) => ((IPEndPoint)redis.GetEndPoints()[0]).Port;

    private static async Task TryAsync(Func<ValueTask<RedisResult>> call)
    {
        try
        {
            await call();
        }
        catch (RedisException)
        {
            // The cut met this call; the next try counts.
        }
    }

    /// <summary>A link and the connections beside it.</summary>
    private sealed class LinkWorld(IConnectionMultiplexer redis, DirectLink link) : IAsyncDisposable
    {
        public IConnectionMultiplexer Redis => redis;

        public DirectLink Link => link;

        public static async Task<LinkWorld> StartAsync(int port, string? password = null, string? socketPath = null)
        {
            var options = RedisServers.Options(port);
            options.Password = password;
            options.ClientName = "tests";
            options.AllowAdmin = true;
            var redis = await ConnectionMultiplexer.ConnectAsync(options);
            return new LinkWorld(redis, new DirectLink(redis, options, socketPath, NullLogger<DirectLink>.Instance));
        }

        public async ValueTask DisposeAsync()
        {
            link.Dispose();
            await redis.DisposeAsync();
        }
    }
}
