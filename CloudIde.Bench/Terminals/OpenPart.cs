using System.Diagnostics;

namespace CloudIde.Bench.Terminals;

/// <summary>From the request that opens a terminal until its prompt is there.</summary>
internal static class OpenPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Measures it.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(TerminalBenchOptions options, CancellationToken cancellationToken)
    {
        var (active, inactive) = await RunWarmAsync(options.Tries, cancellationToken);
        var cold = new Samples();
        for (var i = 0; i < Math.Max(1, options.Tries / 5); i++)
        {
            cold.Add(await RunColdAsync(cancellationToken));
        }

        return
        [
            new Figure("open to prompt, active workspace, p50", "ms", active.Percentile(0.5), AtMost: 150),
            new Figure("open to prompt, active workspace, p90", "ms", active.Percentile(0.9)),
            new Figure("open to prompt, inactive workspace on a warm worker, p50", "ms", inactive.Percentile(0.5), AtMost: 400),
            new Figure("open to prompt, inactive workspace on a warm worker, p90", "ms", inactive.Percentile(0.9)),
            new Figure("open to prompt, from zero workers, p50", "ms", cold.Percentile(0.5), AtMost: 2000),
        ];
    }

    private static async Task<(Samples Active, Samples Inactive)> RunWarmAsync(int tries, CancellationToken cancellationToken)
    {
        // One worker has room for all, so that none of them waits for another to start.
        await using var bench = await TerminalBench.StartAsync(
            new() { ["ECS_MIN_TASKS"] = "1", ["ECS_MESSAGES_PER_TASK"] = "100" }, cancellationToken);
        var (first, project, _) = await bench.OpenAsync(cancellationToken);
        using var firstSocket = first;
        var (active, inactive) = (new Samples(), new Samples());
        for (var i = 0; i < tries; i++)
        {
            active.Add(await OpenAsync(bench, project, cancellationToken));
            inactive.Add(await OpenAsync(bench, await bench.User.CreateProjectAsync("bench", cancellationToken), cancellationToken));
        }

        return (active, inactive);
    }

    private static async Task<TimeSpan> RunColdAsync(CancellationToken cancellationToken)
    {
        await using var bench = await TerminalBench.StartAsync(new() { ["ECS_MIN_TASKS"] = "0" }, cancellationToken);
        return await OpenAsync(bench, await bench.User.CreateProjectAsync("bench", cancellationToken), cancellationToken);
    }

    private static async Task<TimeSpan> OpenAsync(TerminalBench bench, string project, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var opened = Stopwatch.GetTimestamp();
        var terminalId = await bench.User.OpenTerminalAsync(project, patience.Token);
        using var socket = await TerminalSocket.AttachAsync(bench.User, project, terminalId, patience.Token);
        await socket.ReadUntilPromptAsync(patience.Token);
        var elapsed = Stopwatch.GetElapsedTime(opened);
        await bench.User.CloseTerminalAsync(project, terminalId, patience.Token);
        return elapsed;
    }
}
