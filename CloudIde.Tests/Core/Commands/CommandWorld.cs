using CloudIde.Core.Activations;
using CloudIde.Core.Commands;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Tests.Core.Commands;

/// <summary>A project of its own over one Redis, with what servers and workers do with its commands.</summary>
internal sealed class CommandWorld(IConnectionMultiplexer redis)
{
    public static DateTimeOffset Now { get; } = DateTimeOffset.UnixEpoch.AddYears(60);

    public string Project { get; } = $"p{Guid.NewGuid():N}";

    public IConnectionMultiplexer Redis => redis;

    public WorkspaceDirectory Workspaces { get; } = new(redis);

    public CommandDirectory Directory { get; } = new(redis, new WorkspaceDirectory(redis));

    public CommandRuns Runs { get; } = new(redis, new WorkspaceDirectory(redis));

    public CommandOutputLog Output { get; } = new(redis);

    public static CommandOrder Order(string id) => new(id, $"echo {id}", 60, 3600, new Dictionary<string, string> { ["NAME"] = "value of " + id });

    public CommandKey Key(string id) => new(Project, id);

    public ActivationMessage Message(string id) => new(1, "a-" + id, Project, Now, Order(id));

    public async Task<CommandKey> QueueAsync(string id)
    {
        if (!await Directory.CreateAsync(Project, Order(id), Now, maxKept: 100))
        {
            throw new InvalidOperationException("Too many.");
        }

        await Directory.MarkSentAsync(Key(id));
        return Key(id);
    }

    public Task<WorkspaceLease> LeaseAsync(string worker = "w1") => Workspaces.AcquireAsync(Project, worker, "a-" + worker);

    public async Task<CommandState?> StateAsync(string id) => (await Directory.GetAsync(Key(id), Now))?.State;

    public Task<bool> FinishAsync(WorkspaceLease lease, string id, CommandState state = CommandState.Finished) =>
        Runs.FinishAsync(lease, id, new CommandEnd(state, 0, null, 0, 0, default), Now);
}
