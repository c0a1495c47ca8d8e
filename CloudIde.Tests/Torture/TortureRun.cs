using System.Diagnostics;
using System.Globalization;
using CloudIde.Tests.Server.Terminals;
using Xunit;

namespace CloudIde.Tests.Torture;

/// <summary>One run: terminals that print, viewers that watch and type, and events.</summary>
internal sealed class TortureRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TortureWorld _world;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _silence = new();
    private readonly List<TorturedLog> _logs = [];
    private readonly List<TorturedViewer> _viewers = [];
    private readonly List<Task> _running = [];
    private readonly List<Task> _aftermath = [];
    private readonly List<double> _recoveries = [];
    private readonly Dictionary<TortureEvent, int> _counts = [];
    private int _longSleeps;

    public TortureRun(TortureWorld world, int seed)
    {
        _world = world;
        _random = new Random(seed);
    }

    private Findings Findings => _world.Findings;

    /// <summary>Opens the terminals, on two workers, and attaches the viewers.</summary>
    public async Task StartAsync(int projects, int terminals, int viewers)
    {
        _world.StartWorker(("ECS_MESSAGES_PER_TASK", "2"));
        _world.StartWorker(("ECS_MESSAGES_PER_TASK", "2"));
        using var user = await _world.SignUpAsync();
        for (var project = 0; project < projects; project++)
        {
            var projectId = await user.CreateProjectAsync($"torture {project}", TestContext.Current.CancellationToken);
            for (var terminal = 0; terminal < terminals; terminal++)
            {
                var id = await user.OpenTerminalAsync(projectId, TestContext.Current.CancellationToken);
                var log = new TorturedLog(new(projectId, id), _world.Redis, Findings);
                _logs.Add(log);
                _running.Add(log.RunAsync(_stop.Token));
                for (var viewer = 0; viewer < viewers; viewer++)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"p{project}-t{terminal}-v{viewer}");
                    var one = new TorturedViewer(_world, log, name, user.Token, new Random(_random.Next()));
                    _viewers.Add(one);
                    _running.Add(one.RunAsync(_stop.Token));
                }
            }
        }

        await UntilAsync(() => _logs.All(log => log.Shells > 0), "all terminals have a shell");
        _running.Add(TypeAsync(new Random(_random.Next())));
    }

    /// <summary>Applies events, in an order that the seed decides.</summary>
    public async Task ApplyAsync(int events)
    {
        var deck = Deck(events);
        _random.Shuffle(deck);
        foreach (var one in deck)
        {
            await Task.Delay(_random.Next(50, 500), TestContext.Current.CancellationToken);
            await ApplyAsync(one);
            _counts[one] = _counts.GetValueOrDefault(one) + 1;
            if (Findings.HasFailed)
            {
                return;
            }
        }
    }

    /// <summary>Lets everything come to rest, and judges what everybody has.</summary>
    public async Task JudgeAsync()
    {
        await Task.WhenAll(_aftermath);
        foreach (var viewer in _viewers)
        {
            viewer.Wake();
        }

        var seen = _logs.ConvertAll(log => log.Head);
        await _silence.CancelAsync();
        await UntilAsync(() => _logs.Zip(seen).All(pair => pair.First.Head > pair.Second + 2000), "all terminals print again");

        // Typed last, so that whoever has received its answer has received everything.
        await Task.WhenAll(_viewers.Select(viewer => viewer.TypeLineAsync()));
        await UntilAsync(() => _viewers.All(IsAnswered), "the last line of each viewer is answered");
        var ends = _logs.ToDictionary(log => log, log => log.Head);
        await UntilAsync(() => _viewers.All(viewer => viewer.Next >= ends[viewer.Log] && viewer.IsVerified), "all viewers have everything");
        await StopAsync();
        foreach (var log in _logs)
        {
            var judge = new LogJudge(log.Key.TerminalId, Findings);
            var viewers = _viewers.Where(viewer => viewer.Log == log).ToList();
            judge.Judge(log.ToArray(), viewers.Select(viewer => viewer.Name));
            foreach (var viewer in viewers.Where(viewer => judge.LastTypedBy(viewer.Name) != viewer.Lines))
            {
                Findings.Fail($"of {viewer.Name}'s {viewer.Lines} lines the last that arrived is {judge.LastTypedBy(viewer.Name)}");
            }

            var lost = _counts.GetValueOrDefault(TortureEvent.WorkerKill) + _longSleeps;
            if (judge.Shells > 1 + lost)
            {
                Findings.Fail($"{log.Key.TerminalId} had {judge.Shells} shells though only {lost} workers were lost");
            }

            Findings.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{log.Key.TerminalId}: {log.Head:N0} bytes, {judge.Shells} shells, {judge.Lines:N0} lines in order, {judge.Typed} typed lines answered once, {judge.LostWithWorker} lost with their worker"));
        }
    }

    /// <summary>What was done and found, for people.</summary>
    public string Summary() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        events: {string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"))}
        connections: {_viewers.Sum(viewer => viewer.Connections)}, resets: {_viewers.Sum(viewer => viewer.Resets)}, bytes compared: {_viewers.Sum(viewer => viewer.Verified):N0}
        kill -9 to fresh shell, in seconds: {(_recoveries.Count == 0 ? "-" : string.Join(' ', _recoveries.Order().Select(one => one.ToString("0.0", CultureInfo.InvariantCulture))))}
        """);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _silence.Dispose();
    }

    private static TortureEvent[] Deck(int events)
    {
        (TortureEvent Event, int Share)[] shares =
        [
            (TortureEvent.Reload, 60), (TortureEvent.SlowViewer, 180), (TortureEvent.Burst, 70), (TortureEvent.RedisCut, 130),
            (TortureEvent.RedisStall, 50), (TortureEvent.ServerRestart, 60), (TortureEvent.WorkerKill, 20), (TortureEvent.WorkerPause, 20),
            (TortureEvent.LongSleep, 10),
        ];
        var deck = shares.SelectMany(share => Enumerable.Repeat(share.Event, (share.Share * events + 500) / 1000)).ToList();
        if (!deck.Contains(TortureEvent.WorkerKill))
        {
            deck.Add(TortureEvent.WorkerKill);
        }

        return [.. deck, .. Enumerable.Repeat(TortureEvent.Reconnect, Math.Max(0, events - deck.Count))];
    }

    private bool IsAnswered(TorturedViewer viewer) =>
        viewer.Log.ToArray().AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes($"<{viewer.Name}:{viewer.Lines}>\r\n")) >= 0;

    private async Task ApplyAsync(TortureEvent one)
    {
        var viewer = _viewers[_random.Next(_viewers.Count)];
        switch (one)
        {
            case TortureEvent.Reconnect:
                Findings.Note($"{viewer.Name} loses its connection");
                viewer.Cut();
                break;
            case TortureEvent.Reload:
                Findings.Note($"{viewer.Name} loads its page again");
                viewer.Reload();
                break;
            case TortureEvent.SlowViewer:
                SlowDown(viewer);
                break;
            case TortureEvent.Burst:
                Findings.Note($"{viewer.Name} has its shell print much");
                await viewer.TypeAsync((_random.Next(4) == 0 ? NumberedShell.Flood : NumberedShell.Burst) + "\n");
                break;
            case TortureEvent.RedisCut:
                AnyProxy("is cut off from Redis").Cut();
                break;
            case TortureEvent.RedisStall:
                _aftermath.Add(StallAsync(AnyProxy("gets nothing through to Redis"), TimeSpan.FromMilliseconds(_random.Next(200, 4000))));
                break;
            case TortureEvent.ServerRestart:
                var index = _random.Next(_world.ServerProxies.Count);
                var abruptly = _random.Next(2) == 0;
                Findings.Note($"server {index} is replaced{(abruptly ? " abruptly" : "")}");
                await _world.RestartServerAsync(index, abruptly);
                break;
            case TortureEvent.WorkerKill:
                await KillAsync();
                break;
            case TortureEvent.WorkerPause:
                var paused = _world.Workers[_random.Next(_world.Workers.Count)].Program;
                Findings.Note($"{paused.Id} is stopped for a moment");
                _aftermath.Add(PauseAsync(paused, TimeSpan.FromMilliseconds(_random.Next(200, 4000))));
                break;
            case TortureEvent.LongSleep:
                SleepLong();
                break;
        }
    }

    private void SlowDown(TorturedViewer viewer)
    {
        var time = TimeSpan.FromMilliseconds(_random.Next(200, 5000));
        if (_random.Next(2) == 0)
        {
            Findings.Note($"{viewer.Name} reads nothing for {time.TotalSeconds:0.0} s");
            viewer.Sleep(time);
        }
        else
        {
            Findings.Note($"{viewer.Name} acknowledges nothing for {time.TotalSeconds:0.0} s");
            viewer.Mute(time);
        }
    }

    private CuttableProxy AnyProxy(string what)
    {
        var servers = _world.ServerProxies.Count;
        var index = _random.Next(servers + _world.Workers.Count);
        Findings.Note($"{(index < servers ? $"server {index}" : _world.Workers[index - servers].Program.Id)} {what}");
        return index < servers ? _world.ServerProxies[index] : _world.Workers[index - servers].Proxy;
    }

    private static async Task StallAsync(CuttableProxy proxy, TimeSpan time)
    {
        proxy.Stall();
        await Task.Delay(time);
        proxy.Flow();
    }

    private static async Task PauseAsync(WorkerProgram worker, TimeSpan time)
    {
        worker.Pause();
        await Task.Delay(time);
        worker.Continue();
    }

    private void SleepLong()
    {
        _longSleeps++;
        var (program, proxy) = _world.Workers[_random.Next(_world.Workers.Count)];
        var time = TimeSpan.FromMilliseconds(_random.Next(11_000, 16_000));
        var asleep = _random.Next(2) == 0;
        Findings.Note($"{program.Id} {(asleep ? "sleeps" : "gets nothing through to Redis")} for {time.TotalSeconds:0.0} s");
        _aftermath.Add(asleep ? PauseAsync(program, time) : StallAsync(proxy, time));
    }

    private async Task KillAsync()
    {
        // One that holds something, if there is one.
        var holders = new List<(TorturedLog Log, string? Worker)>();
        foreach (var log in _logs)
        {
            holders.Add((log, await _world.HolderOfAsync(log.Key.ProjectId)));
        }

        var running = _world.Workers.Select(worker => worker.Program).ToList();
        var busy = running.Where(worker => holders.Any(holder => holder.Worker == worker.Id)).ToList();
        var victim = busy.Count > 0 ? busy[_random.Next(busy.Count)] : running[_random.Next(running.Count)];
        Findings.Note($"{victim.Id} is killed");
        var killed = Stopwatch.GetTimestamp();
        var waiting = holders.Where(holder => holder.Worker == victim.Id && holder.Log.Shells > 0)
            .Select(holder => (holder.Log, holder.Log.Shells)).ToList();
        await _world.KillWorkerAsync(victim);
        Findings.Note($"{_world.StartWorker(("ECS_MESSAGES_PER_TASK", "2")).Id} starts");
        _aftermath.AddRange(waiting.Select(one => MeasureAsync(one.Log, one.Shells, killed)));
    }

    private async Task MeasureAsync(TorturedLog log, int shells, long killed)
    {
        long? seen = null;
        while (!_stop.IsCancellationRequested && (seen = log.ShellAfter(shells)) is null && Stopwatch.GetElapsedTime(killed) < Patience)
        {
            await Task.Delay(50);
        }

        if (seen is null)
        {
            Findings.Fail($"{log.Key.TerminalId} has no fresh shell {Patience.TotalSeconds} s after its worker was killed");
            return;
        }

        lock (_recoveries)
        {
            _recoveries.Add(Stopwatch.GetElapsedTime(killed, seen.Value).TotalSeconds);
        }
    }

    private async Task TypeAsync(Random random)
    {
        while (!_silence.IsCancellationRequested)
        {
            _ = _viewers[random.Next(_viewers.Count)].TypeLineAsync();
            await Task.Delay(random.Next(20, 100), _silence.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                Findings.Fail($"it did not happen within {Patience.TotalSeconds} s that {what}. {string.Join("; ", _viewers.Select(Describe))}");
            }

            if (Findings.HasFailed)
            {
                throw new InvalidOperationException("The run has failed.");
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private string Describe(TorturedViewer viewer) =>
        $"{viewer.Name} has {viewer.Next} of {viewer.Log.Head}{(IsAnswered(viewer) ? "" : $", line {viewer.Lines} not answered")}";

    private async Task StopAsync()
    {
        await _silence.CancelAsync();
        await _stop.CancelAsync();
        foreach (var viewer in _viewers)
        {
            viewer.Cut();
        }

        await Task.WhenAll(_running);
        await Task.WhenAll(_aftermath);
    }
}
