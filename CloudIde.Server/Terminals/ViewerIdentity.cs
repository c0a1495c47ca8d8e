using CloudIde.Core.Terminals;
using CloudIde.Server.Metadata;

namespace CloudIde.Server.Terminals;

/// <summary>Who watches which terminal over which connection.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="UserId">The user.</param>
/// <param name="Username">The user's name, as others see it.</param>
/// <param name="Role">What the user may do in the project.</param>
/// <param name="ViewerName">The id that the client gave itself, or null; with it, input that is sent again is stored once.</param>
internal sealed record ViewerIdentity(TerminalKey Terminal, string UserId, string Username, ProjectRole Role, string? ViewerName)
{
    private const char Separator = ':';

    /// <summary>This connection. A later one of the same viewer replaces it.</summary>
    public string ConnectionId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The viewer in Redis. The user is part of it, so that nobody can take another user's place.</summary>
    public string ViewerId => field ??= $"{UserId}{Separator}{ViewerName ?? RandomId.Create()}";

    /// <summary>Whether the viewer may type.</summary>
    public bool CanWrite => Role >= ProjectRole.Editor;

    /// <summary>The id by which clients know a viewer: the one that it gave itself.</summary>
    /// <param name="viewerId">The viewer in Redis.</param>
    /// <returns>The id.</returns>
    public static string PublicId(string viewerId) => viewerId[(viewerId.IndexOf(Separator, StringComparison.Ordinal) + 1)..];
}
