using Amazon.S3;
using CloudIde.Core.Aws;
using CloudIde.Core.Files;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Terminals;
using CloudIde.Worker.Workspaces.Files;
using CloudIde.Worker.Workspaces.Idle;
using CloudIde.Worker.Workspaces.Limits;
using CloudIde.Worker.Workspaces.Snapshots;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

/// <summary>Makes a workspace of what its parts need.</summary>
internal sealed class WorkspaceFactory(
    WorkerSettings settings,
    IAmazonS3 s3,
    AwsSettings aws,
    WorkspaceDirectory directory,
    WorkspaceKeeping keeping,
    FileChangeChannel fileChanges,
    TerminalDirectory terminals,
    TerminalChannels channels,
    TerminalOutputLog outputLog,
    TerminalCheckpoints checkpoints,
    TerminalInputLog inputLog,
    TerminalViewers viewers,
    CommandServices commands,
    WorkspaceIsolation isolation,
    LimitWatch limits,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly TerminalServices _terminalServices =
        new(terminals, channels, outputLog, checkpoints, inputLog, viewers, settings, time, loggers);

    /// <summary>Makes a workspace.</summary>
    /// <param name="lease">Its lease, already held and being renewed.</param>
    /// <returns>The workspace; the caller disposes it.</returns>
    public Workspace Create(LeaseKeeper lease)
    {
        var projectId = lease.Lease.ProjectId;
        var user = isolation.Users?.Reserve();
        try
        {
            var folder = new WorkspaceFolder(settings.DataDirectory, projectId, user?.Credentials);
            var rights = new FileSystemUser(user?.Credentials);
            var shells = new WorkspaceShells(projectId, folder, user, isolation, limits, settings, loggers.CreateLogger<WorkspaceShells>());
            var idle = new IdleWatch(lease.Lease, keeping, new IdlePolicy(settings, time), settings, time);
            return new Workspace(
                lease, folder, shells, CreateFiles(lease, folder, rights), new WorkspaceCommands(lease, commands), idle, directory, _terminalServices);
        }
        catch
        {
            user?.Dispose();
            throw;
        }
    }

    private WorkspaceFiles CreateFiles(LeaseKeeper lease, WorkspaceFolder folder, FileSystemUser rights)
    {
        var projectId = lease.Lease.ProjectId;
        var store = new ProjectStore(s3, aws.BucketName, projectId, rights, lease, time);
        var disk = new WorkspaceDisk(folder.Files, folder.Temporary, rights);
        var watch = FolderWatch.TryCreate(folder.Files);
        var scan = new FolderScan(folder.Files, settings.SyncLimits.LargestObject, watch);
        var (dirty, notices) = (new DirtyPaths(time), new SyncNotices());
        var sync = new WorkspaceSync(store, disk, scan, settings.SyncLimits, dirty, notices, time, loggers.CreateLogger<WorkspaceSync>());
        var snapshot = new ProjectSnapshot(
            s3, aws.BucketName, projectId, folder.Files, folder.Temporary, rights, lease, time, loggers.CreateLogger<ProjectSnapshot>());
        var news = new FileNews(projectId, notices, fileChanges, time, loggers.CreateLogger<FileNews>());
        var failures = new SaveFailures(projectId, folder, notices, news, time, loggers.CreateLogger<SaveFailures>());
        var rounds = new SyncRounds(folder, sync, watch, dirty, failures, settings.SyncInterval, time);
        var snapshots = new SnapshotSaves(
            projectId, sync, snapshot, rounds, notices, news, settings.SnapshotInterval, time, loggers.CreateLogger<SnapshotSaves>());
        return new WorkspaceFiles(
            projectId, store, sync, snapshot, watch, rounds, snapshots, failures, notices, news, fileChanges, settings, time,
            loggers.CreateLogger<WorkspaceFiles>());
    }
}
