using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;

namespace CloudIde.Core.Operations;

/// <summary>Finds all workspaces that are active, and what they are doing.</summary>
public sealed class ActiveWorkspaces(
    WorkspaceHolders holders, WorkspaceDirectory workspaces, TerminalDirectory terminals, TerminalViewers viewers)
{
    /// <summary>Lists them.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The workspaces, by project.</returns>
    public async Task<IReadOnlyList<ActiveWorkspace>> ListAsync(int max, CancellationToken cancellationToken)
    {
        var found = new List<ActiveWorkspace>();
        foreach (var page in (await holders.ListAsync(max, cancellationToken)).Chunk(100))
        {
            found.AddRange(await Task.WhenAll(page.Select(DescribeAsync)).WaitAsync(cancellationToken));
        }

        return found;
    }

    private async Task<ActiveWorkspace> DescribeAsync(WorkspaceHolder holder)
    {
        var status = workspaces.GetStatusAsync(holder.ProjectId);
        var open = await terminals.ListAsync(holder.ProjectId);
        var watching = await Task.WhenAll(open.Select(terminal => viewers.ListAsync(new TerminalKey(holder.ProjectId, terminal.TerminalId))));
        return new ActiveWorkspace(
            holder.ProjectId,
            holder.WorkerId,
            (await status).State.ToString().ToLowerInvariant(),
            (await status).Message,
            open.Count,
            watching.Sum(attached => attached.Count));
    }
}
