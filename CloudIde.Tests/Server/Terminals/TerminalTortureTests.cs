using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

public sealed class TerminalTortureTests
{
    private const int OutputLength = 3_000_000;
    private const int InputLength = 30_000;

    [Fact]
    public async Task Stream_OverCutsOfEveryKind_CarriesEachByteOnceBothWays()
    {
        var seed = Environment.GetEnvironmentVariable("CLOUDIDE_TEST_SEED") is { } given ? int.Parse(given) : Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: set CLOUDIDE_TEST_SEED to it for the same choices");
        var random = new Random(seed);
        await using var world = new TerminalWorld { ThroughProxy = true };
        await world.InitializeAsync();
        await world.StartSecondAsync();
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        worker.KeepBytes = 2 * OutputLength;
        var output = new byte[OutputLength];
        random.NextBytes(output);
        var input = new byte[InputLength];
        random.NextBytes(input);

        var printing = worker.PrintInPiecesAsync(output, new Random(seed + 1), 2000);
        var received = new List<byte>();
        var connections = 0;
        while (received.Count < output.Length || worker.Typed.Length < input.Length)
        {
            connections++;
            await using var viewer = await TryWatchAsync(world, key, received.Count, random);
            if (viewer is null)
            {
                continue;
            }

            viewer.Acknowledges = random.Next(2) == 0;
            var next = (int)viewer.Ready.GetProperty("inputOffset").GetInt64();
            var target = Math.Min(output.Length, received.Count + random.Next(1, 120_000));
            var steps = random.Next(1, 6);
            for (var step = 0; step < steps; step++)
            {
                var length = Math.Min(random.Next(1, 600), input.Length - next);
                if (length > 0)
                {
                    await viewer.TypeAsync(input.AsMemory(next, length));
                    next += length;
                }

                switch (random.Next(6))
                {
                    case 0:
                        world.Proxy.Cut();
                        break;
                    case 1:
                        viewer.Pause();
                        break;
                    case 2:
                        viewer.Resume();
                        break;
                }
            }

            viewer.Resume();
            if (random.Next(4) > 0)
            {
                await viewer.WaitAsync(() => viewer.Next >= target || viewer.CloseStatus is not null, $"output up to {target}");
            }

            await viewer.CutAsync();
            Assert.Equal(received.Count, viewer.Start);
            Assert.False(viewer.Has("reset"), "nothing was trimmed");
            received.AddRange(viewer.Bytes.AsSpan(0, Math.Min(viewer.Bytes.Length, random.Next(200_000))));
        }

        await printing;
        await Eventually.TrueAsync(() => worker.Typed.Length >= input.Length);
        Assert.Equal(output, received);
        Assert.Equal(input, worker.Typed);
        TestContext.Current.TestOutputHelper!.WriteLine($"{connections} connections");
    }

    /// <summary>Connects, or answers null where a server cannot serve just now since its Redis is cut off.</summary>
    private static async Task<TestViewer?> TryWatchAsync(
        TerminalWorld world, CloudIde.Core.Terminals.TerminalKey key, long offset, Random random)
    {
        try
        {
            return await world.WatchAsync(
                key, offset: offset, viewer: "v", server: random.Next(2) == 0 ? world.First : world.Second);
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            return null;
        }
    }
}
