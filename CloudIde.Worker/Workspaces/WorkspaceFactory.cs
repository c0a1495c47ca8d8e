using Amazon.S3;
using CloudIde.Core.Aws;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Terminals;
using CloudIde.Worker.Workspaces.Files;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

/// <summary>Makes a workspace of what its parts need.</summary>
internal sealed class WorkspaceFactory(
    WorkerSettings settings,
    IAmazonS3 s3,
    AwsSettings aws,
    WorkspaceDirectory directory,
    TerminalDirectory terminals,
    TerminalChannels channels,
    TerminalOutputLog outputLog,
    TerminalCheckpoints checkpoints,
    TerminalInputLog inputLog,
    TerminalViewers viewers,
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
        var folder = new WorkspaceFolder(settings.DataDirectory, lease.Lease.ProjectId);
        var store = new ProjectStore(s3, aws.BucketName, lease.Lease.ProjectId);
        var sync = new WorkspaceSync(store, folder.Files, folder.Temporary, time, loggers.CreateLogger<WorkspaceSync>());
        return new Workspace(lease, folder, sync, directory, _terminalServices, loggers.CreateLogger<Workspace>());
    }
}
