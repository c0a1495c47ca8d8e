using System.Net.WebSockets;

namespace CloudIde.Server.Terminals;

/// <summary>Why the server closed a viewer's connection, as WebSocket close codes.</summary>
internal static class TerminalCloseCode
{
    /// <summary>The client broke the contract; the reason says how.</summary>
    public const WebSocketCloseStatus PolicyViolation = WebSocketCloseStatus.PolicyViolation;

    /// <summary>The server stops; connect again, perhaps to another one (1012, service restart).</summary>
    public const WebSocketCloseStatus Restart = (WebSocketCloseStatus)1012;

    /// <summary>The user may not watch the terminal any more.</summary>
    public const WebSocketCloseStatus Forbidden = (WebSocketCloseStatus)4403;

    /// <summary>The same viewer has connected again, and that connection goes on.</summary>
    public const WebSocketCloseStatus Replaced = (WebSocketCloseStatus)4409;

    /// <summary>The terminal was closed.</summary>
    public const WebSocketCloseStatus Closed = (WebSocketCloseStatus)4410;

    /// <summary>Input is missing before what was sent; connect again and send from the input offset of the ready frame.</summary>
    public const WebSocketCloseStatus InputGap = (WebSocketCloseStatus)4412;
}
