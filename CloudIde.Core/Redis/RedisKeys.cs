using StackExchange.Redis;

namespace CloudIde.Core.Redis;

/// <summary>
/// The names of all keys and channels. Everything of one project shares the hash tag <c>{projectId}</c>, so that a script
/// over several of its keys also runs on a clustered Redis such as ElastiCache Serverless.
/// </summary>
public static class RedisKeys
{
    /// <summary>Published on by whoever put work into the queue, so that the orchestrator looks at once.</summary>
    public static RedisChannel OrchestratorNudge { get; } = RedisChannel.Literal("cloudide:orchestrator:nudge");

    /// <summary>The lease of the orchestrator that acts.</summary>
    public static RedisKey OrchestratorLeader { get; } = "cloudide:orchestrator:leader";

    /// <summary>The latest scaling decisions, newest first.</summary>
    public static RedisKey ScalingDecisions { get; } = "cloudide:orchestrator:decisions";

    /// <summary>What the acting orchestrator saw and decided in its latest round.</summary>
    public static RedisKey FleetReport { get; } = "cloudide:orchestrator:report";

    /// <summary>What the orchestrator has learnt about demand, which the next one goes on with.</summary>
    public static RedisKey ScalingDemand { get; } = "cloudide:orchestrator:demand";

    /// <summary>How many activations were ever sent and have ended, a hash of counters.</summary>
    public static RedisKey ActivationCounters { get; } = "cloudide:activations:counters";

    /// <summary>Until when the fleet's cost was shared among the projects, in milliseconds since 1970.</summary>
    public static RedisKey ProjectSpendUntil { get; } = "cloudide:{spend}:until";

    /// <summary>What each project cost in a month in USD, a hash by project.</summary>
    /// <param name="month">The month, such as <c>2026-01</c>.</param>
    /// <returns>The key.</returns>
    public static RedisKey ProjectSpend(string month) => $"cloudide:{{spend}}:{month}";

    /// <summary>The set of the ids of all workers that registered and did not leave.</summary>
    public static RedisKey Workers { get; } = "cloudide:workers";

    /// <summary>One worker's registration, a hash that expires without heartbeats.</summary>
    /// <param name="workerId">The worker.</param>
    /// <returns>The key.</returns>
    public static RedisKey Worker(string workerId) => $"cloudide:worker:{workerId}";

    /// <summary>Published on to make one worker look at its registration at once.</summary>
    /// <param name="workerId">The worker.</param>
    /// <returns>The channel.</returns>
    public static RedisChannel WorkerControl(string workerId) => RedisChannel.Literal($"cloudide:worker:{workerId}:control");

    /// <summary>The lease that makes a workspace active on one worker, a hash that expires without renewal.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey Lease(string projectId) => $"cloudide:{{{projectId}}}:lease";

    /// <summary>The counter from which each lease takes its epoch.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey Epoch(string projectId) => $"cloudide:{{{projectId}}}:epoch";

    /// <summary>Marks that an activation was sent and not yet taken.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey PendingActivation(string projectId) => $"cloudide:{{{projectId}}}:activation";

    /// <summary>What the workspace is doing, a hash for people.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey WorkspaceStatus(string projectId) => $"cloudide:{{{projectId}}}:status";

    /// <summary>Events of a workspace that servers and its worker follow.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The channel.</returns>
    public static RedisChannel WorkspaceEvents(string projectId) => RedisChannel.Literal($"cloudide:{{{projectId}}}:events");

    /// <summary>Until when somebody asked to keep the workspace, in milliseconds since 1970; expires then.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey WorkspaceKept(string projectId) => $"cloudide:{{{projectId}}}:keep";

    /// <summary>Which of a project's files changed, for servers, worker and editors.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The channel.</returns>
    public static RedisChannel FileChanges(string projectId) => RedisChannel.Literal($"cloudide:{{{projectId}}}:files");

    /// <summary>The set of the project's terminal ids.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey Terminals(string projectId) => $"cloudide:{{{projectId}}}:terminals";

    /// <summary>One terminal's state and offsets, a hash.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The key.</returns>
    public static RedisKey Terminal(Terminals.TerminalKey terminal) => Prefix(terminal);

    /// <summary>One terminal's kept output, a hash of whole blocks.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The key.</returns>
    public static RedisKey TerminalOutput(Terminals.TerminalKey terminal) => Prefix(terminal) + ":out";

    /// <summary>The output behind the last whole block, a list of messages as they were published.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The key.</returns>
    public static RedisKey TerminalOutputTail(Terminals.TerminalKey terminal) => Prefix(terminal) + ":tail";

    /// <summary>One terminal's screen at places of its output, a hash of offsets.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The key.</returns>
    public static RedisKey TerminalCheckpoints(Terminals.TerminalKey terminal) => Prefix(terminal) + ":checkpoints";

    /// <summary>Input that the worker has not taken yet, a list.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The key.</returns>
    public static RedisKey TerminalInput(Terminals.TerminalKey terminal) => Prefix(terminal) + ":in";

    /// <summary>In a terminal's hash: how many bytes of input were accepted from a viewer.</summary>
    /// <param name="viewerId">The viewer.</param>
    /// <returns>The field.</returns>
    public static string AcceptedInputField(string viewerId) => "accepted:" + viewerId;

    /// <summary>Who is attached, a hash of viewer ids.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The key.</returns>
    public static RedisKey TerminalViewers(Terminals.TerminalKey terminal) => Prefix(terminal) + ":viewers";

    /// <summary>From the worker to the servers: output and news.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The channel.</returns>
    public static RedisChannel TerminalFromWorker(Terminals.TerminalKey terminal) => RedisChannel.Literal(Prefix(terminal) + ":from-worker");

    /// <summary>From the servers to the worker: input, acknowledgements and news.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The channel.</returns>
    public static RedisChannel TerminalToWorker(Terminals.TerminalKey terminal) => RedisChannel.Literal(Prefix(terminal) + ":to-worker");

    /// <summary>The ids of the project's commands by when they were asked for, a sorted set.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey Commands(string projectId) => $"cloudide:{{{projectId}}}:commands";

    /// <summary>The ids of the project's commands without an outcome by when they were asked for, a sorted set.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey OpenCommands(string projectId) => $"cloudide:{{{projectId}}}:commands:open";

    /// <summary>Deliveries of commands' messages that the workspace's owner is to keep in flight, a hash of receipts by command id.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The key.</returns>
    public static RedisKey CommandReceipts(string projectId) => $"cloudide:{{{projectId}}}:commands:receipts";

    /// <summary>One command's state, a hash.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The key.</returns>
    public static RedisKey Command(Commands.CommandKey command) => Prefix(command);

    /// <summary>The kept beginning of a command's output.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The key.</returns>
    public static RedisKey CommandOutput(Commands.CommandKey command) => Prefix(command) + ":out";

    /// <summary>The kept end of a command's output, when it did not fit behind the beginning.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The key.</returns>
    public static RedisKey CommandOutputTail(Commands.CommandKey command) => Prefix(command) + ":tail";

    /// <summary>Says of a command whose record was removed that it must not run: its message may still be in the queue.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The key.</returns>
    public static RedisKey CommandClosed(Commands.CommandKey command) => Prefix(command) + ":closed";

    /// <summary>Published on when a command's output or state has changed.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The channel.</returns>
    public static RedisChannel CommandNews(Commands.CommandKey command) => RedisChannel.Literal(Prefix(command) + ":news");

    private static string Prefix(Commands.CommandKey command) => $"cloudide:{{{command.ProjectId}}}:command:{command.CommandId}";

    private static string Prefix(Terminals.TerminalKey terminal) => $"cloudide:{{{terminal.ProjectId}}}:terminal:{terminal.TerminalId}";
}
