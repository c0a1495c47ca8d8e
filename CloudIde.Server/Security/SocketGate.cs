using CloudIde.Server.Problems;

namespace CloudIde.Server.Security;

/// <summary>What every WebSocket of the server has in common: who may open one, and how it is kept alive.</summary>
internal sealed class SocketGate(OriginPolicy origins)
{
    /// <summary>
    /// Compression is off: it would cost more time than a terminal's bytes are worth, and mixing a user's keys with
    /// others' output under one compressor leaks both. Pings find browsers that are gone without a word.
    /// </summary>
    private static readonly WebSocketAcceptContext AcceptContext = new()
    {
        DangerousEnableCompression = false,
        KeepAliveInterval = TimeSpan.FromSeconds(15),
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Refuses what is no WebSocket, or was made by another site's page.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="ProblemException">403 or 426.</exception>
    public void Require(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new ProblemException(StatusCodes.Status426UpgradeRequired, "This address speaks WebSocket only.");
        }

        // Browsers always send Origin with a WebSocket. Without it, a cookie alone proves nothing about who wants to connect.
        var request = context.Request;
        var refused = request.Headers.Origin.Count == 0
            ? request.Headers.Authorization.Count == 0
            : !origins.IsAllowed(request);
        if (refused)
        {
            throw ProblemException.Forbidden(
                "This connection was made by a page of another site and was refused. A client that is not a browser must send an "
                + "Authorization: Bearer header.");
        }
    }

    /// <summary>Accepts a connection, after everything that can refuse it.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The open connection.</returns>
    public Task<System.Net.WebSockets.WebSocket> AcceptAsync(HttpContext context) =>
        context.WebSockets.AcceptWebSocketAsync(AcceptContext);
}
