using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Terminals;

namespace CloudIde.Server.Projects;

/// <summary>
/// Whether whoever opened a connection may still use the project: a connection can last for days, and what was shared may be
/// taken back.
/// </summary>
internal sealed partial class StandingAccess(ProjectGate gate, TimeProvider time, ILogger<StandingAccess> logger)
{
    /// <summary>How long somebody who was removed still sees the project, at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a user's role is another one.</summary>
    /// <param name="user">The user.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="role">The role that the connection was opened with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How the connection is to be closed.</returns>
    public async Task<CloseRequest> WaitForChangeAsync(CurrentUser user, string projectId, ProjectRole role, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, cancellationToken);
            try
            {
                var (_, present) = await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
                if (present != role)
                {
                    return new CloseRequest(TerminalCloseCode.Restart, "Your role in the project has changed.");
                }
            }
            catch (ProblemException e) when (e.Status == StatusCodes.Status403Forbidden)
            {
                return new CloseRequest(TerminalCloseCode.Forbidden, "The project is not shared with you any more.");
            }
            catch (ProblemException e) when (e.Status == StatusCodes.Status404NotFound)
            {
                return new CloseRequest(TerminalCloseCode.Closed, "The project was deleted.");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Not known is no reason to throw people out; without the database nobody new gets in.
                LogUnknown(e, projectId);
            }
        }
    }

    [LoggerMessage(EventName = "AccessUnknown", Level = LogLevel.Warning,
        Message = "Whether {ProjectId} is still shared with those who are connected could not be looked up; it is tried again.")]
    private partial void LogUnknown(Exception error, string projectId);
}
