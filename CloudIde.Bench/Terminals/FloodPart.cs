namespace CloudIde.Bench.Terminals;

/// <summary>
/// Memory during a flood, with a viewer that has stopped reading; and once more with a second one that reads, so that the
/// flood goes on at full speed past the first.
/// </summary>
internal static class FloodPart
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    /// <summary>Measures it.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(TerminalBenchOptions options, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(options.Seconds);
        return
        [
            .. await RunOnceAsync("viewer that stopped reading", duration, withReader: false, cancellationToken),
            .. await RunOnceAsync("and another that reads", duration, withReader: true, cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> RunOnceAsync(
        string what, TimeSpan duration, bool withReader, CancellationToken cancellationToken)
    {
        await using var bench = await TerminalBench.StartAsync(new() { ["ECS_MIN_TASKS"] = "1" }, cancellationToken);
        var (stopped, project, terminalId) = await bench.OpenAsync(cancellationToken);
        using var stoppedSocket = stopped;
        await Task.Delay(SettleTime, cancellationToken);
        var idle = ResidentMemory.Read();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var reader = withReader ? await TerminalSocket.AttachAsync(bench.User, project, terminalId, cancellationToken) : null;
        await stopped.SendAsync("yes\n", cancellationToken);
        var reading = reader is null ? Task.FromResult(0L) : ReadAsync(reader, end.Token);
        var (server, worker) = (0.0, 0.0);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var i = 0; i < duration.TotalSeconds && await timer.WaitForNextTickAsync(cancellationToken); i++)
        {
            var now = ResidentMemory.Read();
            server = Math.Max(server, now.Server - idle.Server);
            worker = Math.Max(worker, now.Worker - idle.Worker);
        }

        await end.CancelAsync();
        var read = await reading;
        return
        [
            new Figure($"flood, {what}: server and Redis above idle", "MiB", server, AtMost: 64),
            new Figure($"flood, {what}: worker above idle", "MiB", worker, AtMost: 64),
            .. withReader ? [new Figure($"flood, {what}: rate", "MB/s", read / 1e6 / duration.TotalSeconds)] : Array.Empty<Figure>(),
        ];
    }

    private static async Task<long> ReadAsync(TerminalSocket socket, CancellationToken cancellationToken)
    {
        var read = 0L;
        try
        {
            while (true)
            {
                read += (await socket.ReadAsync(cancellationToken)).Length;
            }
        }
        catch (OperationCanceledException)
        {
            return read;
        }
    }
}
