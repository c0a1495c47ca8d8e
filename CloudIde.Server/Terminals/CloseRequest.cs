using System.Net.WebSockets;

namespace CloudIde.Server.Terminals;

/// <summary>The end of a viewer's connection.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">For logs and people, 123 UTF-8 bytes at most.</param>
internal sealed record CloseRequest(WebSocketCloseStatus Code, string Reason);
