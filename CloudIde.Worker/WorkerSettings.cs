using CloudIde.Core.Settings;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Files;
using CloudIde.Worker.Workspaces.Limits;

namespace CloudIde.Worker;

/// <summary>How one worker works.</summary>
public sealed record WorkerSettings
{
    /// <summary><c>ECS_MESSAGES_PER_TASK</c>, 1 to 1,000, 5 unless set: how many workspaces this worker takes at most.</summary>
    public required int Slots { get; init; }

    /// <summary><c>WORKER_DATA</c>: the folder under which each workspace gets its own. Unless set, one in the temporary folder.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>WORKER_ID</c>: the worker's name. Unless set, the id of the ECS task it runs in.</summary>
    public string? WorkerId { get; init; }

    /// <summary><c>WORKSPACE_IDLE_SECONDS</c>, 1 second to 7 days, 5 minutes unless set: how long a workspace is kept that nobody watches and in which nothing runs.</summary>
    public required TimeSpan WorkspaceIdle { get; init; }

    /// <summary>
    /// <c>WORKSPACE_QUIET_SECONDS</c>, 1 second to 7 days, 1 hour unless set: a program that has neither computed nor written for this
    /// long, while nobody watches, no longer keeps its workspace.
    /// </summary>
    public required TimeSpan QuietLimit { get; init; }

    /// <summary>
    /// <c>WORKSPACE_SYNC_SECONDS</c>, 0.1 to 3,600, 2 unless set: how often the workspace's disk is looked at for changes where the system
    /// does not tell them by itself.
    /// </summary>
    public required TimeSpan SyncInterval { get; init; }

    /// <summary><c>WORKSPACE_SNAPSHOT_SECONDS</c>, 1 to 3,600, 20 unless set: how often the snapshot of ignored and bulk files is brought up to date.</summary>
    public required TimeSpan SnapshotInterval { get; init; }

    /// <summary>
    /// <c>WORKSPACE_MAX_OBJECT_MB</c>, 1 to 4,096, 64 unless set, and <c>WORKSPACE_MAX_OBJECTS</c>, 1 to 1,000,000, 10,000 unless set: which
    /// files are objects of their own in S3.
    /// </summary>
    internal SyncLimits SyncLimits { get; init; } = null!;

    /// <summary>
    /// <c>ACTIVATION_VISIBILITY_SECONDS</c>, 5 to 43,200 (SQS' own limit), 30 unless set: how long after a worker's death its
    /// activations return to the queue. It is extended while the workspace is active.
    /// </summary>
    public required TimeSpan ActivationVisibility { get; init; }

    /// <summary><c>TERMINAL_HISTORY_BYTES</c>, 1 MiB to 64 MiB, 2 MiB unless set: how much output of each terminal is kept.</summary>
    public required int HistoryBytes { get; init; }

    /// <summary><c>WORKER_STOP_SECONDS</c>, 1 to 120 (ECS' own limit), 25 unless set: how long stopping may take. Keep it below the task's stopTimeout.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary><c>SHELL_PATH</c>: the login shell, an absolute path. Unless set, the first of bash, zsh and sh that exists.</summary>
    public required string Shell { get; init; }

    /// <summary>
    /// <c>WORKSPACE_ISOLATION</c>, <c>auto</c> unless set: how workspaces are kept apart. <c>auto</c> does what the machine allows and says
    /// what is missing, <c>required</c> does not start where an own user for each workspace or limits are missing, <c>off</c> does nothing.
    /// </summary>
    public required string Isolation { get; init; }

    /// <summary><c>WORKSPACE_USER_IDS</c>: the user ids that workspaces get, also their group ids, such as <c>20000-29999</c>.</summary>
    internal UserIdRange UserIds { get; init; }

    /// <summary>How much one workspace may take.</summary>
    public required WorkspaceLimits Limits { get; init; }

    /// <summary>How commands run.</summary>
    internal CommandSettings Commands { get; init; } = new();

    /// <summary><c>CLOUDIDE_PARENT_PID</c>: the process without which this worker has no reason to live, or null. Set by the emulated Fargate.</summary>
    public int? ParentProcessId { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static WorkerSettings Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var parent = reader.WholeNumber("CLOUDIDE_PARENT_PID", 0, 0, int.MaxValue);
        return new WorkerSettings
        {
            Slots = reader.WholeNumber("ECS_MESSAGES_PER_TASK", 5, 1, 1000),
            DataDirectory = Path.GetFullPath(reader.Text("WORKER_DATA", Path.Combine(Path.GetTempPath(), "cloudide-worker"))),
            WorkerId = reader.Text("WORKER_ID"),
            WorkspaceIdle = reader.Seconds(
                "WORKSPACE_IDLE_SECONDS", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            QuietLimit = reader.Seconds("WORKSPACE_QUIET_SECONDS", TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            SyncInterval = reader.Seconds(
                "WORKSPACE_SYNC_SECONDS", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.1), TimeSpan.FromHours(1)),
            SnapshotInterval = reader.Seconds(
                "WORKSPACE_SNAPSHOT_SECONDS", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            SyncLimits = new SyncLimits(
                (long)reader.WholeNumber("WORKSPACE_MAX_OBJECT_MB", 64, 1, 4096) << 20,
                reader.WholeNumber("WORKSPACE_MAX_OBJECTS", 10_000, 1, 1_000_000)),
            ActivationVisibility = reader.Seconds(
                "ACTIVATION_VISIBILITY_SECONDS", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromHours(12)),
            HistoryBytes = reader.WholeNumber("TERMINAL_HISTORY_BYTES", 2 << 20, 1 << 20, 64 << 20),
            StopTimeout = reader.Seconds(
                "WORKER_STOP_SECONDS", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120)),
            Shell = LoginShell.Read(reader),
            Isolation = reader.Choice(
                "WORKSPACE_ISOLATION", WorkspaceIsolation.Auto, WorkspaceIsolation.Auto, WorkspaceIsolation.Required, WorkspaceIsolation.Off),
            UserIds = UserIdRange.Read(reader),
            Limits = WorkspaceLimits.Read(reader),
            Commands = CommandSettings.Read(reader),
            ParentProcessId = parent == 0 ? null : parent,
        };
    }
}
