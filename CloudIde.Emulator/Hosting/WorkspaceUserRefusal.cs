using System.Globalization;
using System.Net;
using CloudIde.Core.Workspaces;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CloudIde.Emulator.Hosting;

/// <summary>
/// Closes connections that come from a workspace's own user. On AWS a shell has no credentials; the emulator takes any, so
/// every shell on this machine could read everybody's files and secrets through loopback.
/// </summary>
/// <remarks>
/// The kernel lists whose socket a loopback connection's other end is. A firewall's owner match would do the same but needs
/// tools and capabilities that a container lacks.
/// </remarks>
internal static class WorkspaceUserRefusal
{
    private const string Established = "01";
    private const int LocalColumn = 1;
    private const int RemoteColumn = 2;
    private const int StateColumn = 3;
    private const int UserColumn = 7;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Adds the refusal to a listener. Only root gives workspaces own users, so elsewhere nothing is added.</summary>
    /// <param name="listen">The listener.</param>
    public static void RefuseWorkspaceUsers(this ListenOptions listen)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        listen.Use(next => connection =>
        {
            if (connection is { RemoteEndPoint: IPEndPoint client, LocalEndPoint: IPEndPoint server }
                && !IsAllowed(Tables.SelectMany(File.ReadLines), client.Port, server.Port))
            {
                connection.Abort();
                return Task.CompletedTask;
            }

            return next(connection);
        });
    }

    /// <summary>Whether the client's end of a connection belongs to somebody else than a workspace.</summary>
    /// <param name="table">The lines of the kernel's table of TCP sockets.</param>
    /// <param name="clientPort">The client's port.</param>
    /// <param name="serverPort">This end's port.</param>
    /// <returns>False also when the client's end is closed already and belongs to nobody: a program waits for its answer.</returns>
    internal static bool IsAllowed(IEnumerable<string> table, int clientPort, int serverPort)
    {
        var ends = table
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > UserColumn
                && columns[StateColumn] == Established
                && PortOf(columns[LocalColumn]) == clientPort
                && PortOf(columns[RemoteColumn]) == serverPort)
            .Select(columns => uint.Parse(columns[UserColumn], CultureInfo.InvariantCulture))
            .ToList();
        return ends.Count > 0 && !ends.Exists(user => user is >= WorkspaceUserIds.First and <= WorkspaceUserIds.Last);
    }

    private static int PortOf(string address) =>
        int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) ? port : -1;
}
