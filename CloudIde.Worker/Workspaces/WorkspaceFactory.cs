using Amazon.S3;
using CloudIde.Core.Aws;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Terminals;
using CloudIde.Worker.Workspaces.Files;
using CloudIde.Worker.Workspaces.Limits;
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
            var store = new ProjectStore(s3, aws.BucketName, projectId, rights, lease);
            var sync = new WorkspaceSync(store, folder.Files, folder.Temporary, rights, time, loggers.CreateLogger<WorkspaceSync>());
            var shells = new WorkspaceShells(projectId, folder, user, isolation, limits, settings, loggers.CreateLogger<WorkspaceShells>());
            return new Workspace(
                lease, folder, shells, sync, new WorkspaceCommands(lease, commands), directory, _terminalServices, loggers.CreateLogger<Workspace>());
        }
        catch
        {
            user?.Dispose();
            throw;
        }
    }
}
