using System.Diagnostics;
using System.Globalization;
using CloudIde.Core.Activations;
using CloudIde.Core.Commands;
using CloudIde.Tests.Torture;
using CloudIde.Tests.Worker.Workspaces;
using Xunit;

namespace CloudIde.Tests.Worker.Commands;

/// <summary>
/// Commands while their workers are killed, stopped and put to sleep, and their messages come more than once. The short version is
/// one of all tests; <c>CLOUDIDE_COMMANDS=1000</c> makes it the long one, and <c>CLOUDIDE_TEST_SEED</c> repeats the choices of a run.
/// </summary>
public sealed class CommandTortureTests : IDisposable
{
    private const int ShortCommands = 100;

    private const int Projects = 4;

    private static readonly (string, string)[] Settings =
        [("ACTIVATION_VISIBILITY_SECONDS", "5"), ("WORKSPACE_SYNC_SECONDS", "1"), ("WORKER_STOP_SECONDS", "6"), ("ECS_MESSAGES_PER_TASK", "3")];

    private readonly string _ran = Directory.CreateTempSubdirectory("cloudide-commands-").FullName;
    private readonly List<CommandKey> _commands = [];
    private readonly List<WorkerProgram> _workers = [];
    private readonly List<Task> _sleeping = [];
    private readonly Dictionary<string, int> _events = new(StringComparer.Ordinal);
    private int _workerNumber;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_WhileWorkersDieAndMessagesComeTwice_HaveOneOutcomeEachAndRunOnceAtMost()
    {
        var count = Setting("CLOUDIDE_COMMANDS") ?? ShortCommands;
        var seed = Setting("CLOUDIDE_TEST_SEED") ?? Environment.TickCount;
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"seed {seed}: set CLOUDIDE_TEST_SEED to it for the same choices");
        var random = new Random(seed);
        var started = Stopwatch.GetTimestamp();
        var log = CreateLog();
        await using var world = await WorkerWorld.StartAsync();
        for (var number = 0; number < 3; number++)
        {
            StartWorker(world);
        }

        List<Task<CommandRecord>> outcomes = [];
        for (var number = 0; number < count; number++)
        {
            await SubmitAsync(world, random, log);
            outcomes.Add(FirstOutcomeAsync(world, _commands[^1]));
            await Task.Delay(random.Next(0, 150), Cancellation);
            if (number % 15 == 14)
            {
                await DisturbAsync(world, random);
            }
        }

        var records = await Task.WhenAll(outcomes);
        await Task.WhenAll(_sleeping);
        await WaitForQuietAsync(world);
        var ran = (await File.ReadAllLinesAsync(log, Cancellation)).GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());
        output.WriteLine($"{count} commands, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; "
            + string.Join(", ", _events.Select(pair => $"{pair.Value} {pair.Key}")) + "; outcomes: "
            + string.Join(", ", records.CountBy(record => record.State).Select(pair => $"{pair.Value} {pair.Key.Word()}")));
        Assert.DoesNotContain(ran, pair => pair.Value > 1);
        foreach (var (command, record) in _commands.Zip(records))
        {
            Assert.Equal((record.State, record.ExitCode, record.EndedAt), Outcome(await world.RecordAsync(command)));
            Assert.True(record.State is CommandState.Finished or CommandState.WorkerLost or CommandState.Interrupted, $"{command}: {record.State}");
            Assert.True(record.State != CommandState.Finished || (ran.ContainsKey(command.CommandId) && record.ExitCode == 0), $"{command} did not run.");
        }
    }

    public void Dispose() => Directory.Delete(_ran, recursive: true);

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static (CommandState, int?, DateTimeOffset?) Outcome(CommandRecord record) => (record.State, record.ExitCode, record.EndedAt);

    private static async Task<CommandRecord> FirstOutcomeAsync(WorkerWorld world, CommandKey command)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var record = await world.RecordAsync(command);
            if (record.State.IsOutcome())
            {
                return record;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(5), $"{command} has no outcome: {record.State}");
            await Task.Delay(250, Cancellation);
        }
    }

    /// <summary>Every user of a workspace may write here: what ran is noted outside of all workspaces, so that no restore undoes it.</summary>
    private string CreateLog()
    {
        var log = Path.Combine(_ran, "ran");
        File.WriteAllText(log, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_ran, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
            File.SetUnixFileMode(log, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        }

        return log;
    }

    private async Task SubmitAsync(WorkerWorld world, Random random, string log)
    {
        var order = new CommandOrder(
            Guid.NewGuid().ToString("N"), $"echo $ID >> {log}; sleep 0.{random.Next(0, 6)}; echo \"$ID ran\" | tee -a ran.txt", 60, 3600);
        order = order with { Environment = new Dictionary<string, string> { ["ID"] = order.CommandId } };
        var project = $"{world.Project}{random.Next(Projects)}";
        await world.HandInAsync(project, order);
        _commands.Add(new CommandKey(project, order.CommandId));

        // SQS delivers at least once: some come again at once, some of an earlier command come late.
        if (random.Next(5) == 0)
        {
            Count("duplicates");
            var again = _commands[random.Next(2) == 0 ? ^1 : random.Next(_commands.Count)];
            await world.Queue.SendAsync(
                new ActivationMessage(1, Guid.NewGuid().ToString("N"), again.ProjectId, DateTimeOffset.UtcNow, order with { CommandId = again.CommandId }),
                Cancellation);
        }
    }

    private async Task DisturbAsync(WorkerWorld world, Random random)
    {
        var awake = _workers.Where(worker => worker.IsRunning).ToList();
        var worker = awake[random.Next(awake.Count)];
        switch (random.Next(6))
        {
            case 0:
                Count("stops");
                _workers.Remove(worker);
                _sleeping.Add(worker.TerminateAsync());
                break;
            case 1:
                Count("sleeps");
                _workers.Remove(worker);
                worker.Pause();
                _sleeping.Add(WakeAsync(worker, TimeSpan.FromSeconds(random.Next(5, 15))));
                break;
            default:
                Count("kills");
                _workers.Remove(worker);
                worker.Kill();
                break;
        }

        StartWorker(world);
        await Task.Yield();
    }

    private static async Task WakeAsync(WorkerProgram worker, TimeSpan after)
    {
        await Task.Delay(after, Cancellation);
        worker.Continue();
    }

    private void StartWorker(WorkerWorld world) =>
        _workers.Add(world.StartProgram($"w{++_workerNumber}", Settings));

    private void Count(string kind) => _events[kind] = _events.GetValueOrDefault(kind) + 1;

    /// <summary>Nothing waits any more: what is in flight are the messages of active workspaces, one each.</summary>
    private static async Task WaitForQuietAsync(WorkerWorld world)
    {
        var started = Stopwatch.GetTimestamp();
        while (await world.Queue.GetDepthAsync(Cancellation) is var depth && (depth.Visible > 0 || depth.InFlight > Projects))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"Messages are left: {depth}");
            await Task.Delay(250, Cancellation);
        }
    }
}
