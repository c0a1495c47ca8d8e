using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

/// <summary>Reads one viewer's frames: bytes go to its input, control frames take effect at once.</summary>
internal sealed class ViewerReceiver(
    WebSocket socket, ViewerIdentity identity, ViewerInput input, ViewerOutput output, ViewerReporter reporter)
{
    private const int MaxControlFrame = 4096;

    private readonly ArrayBufferWriter<byte> _control = new(256);
    private bool _refusalTold;

    /// <summary>Receives until the viewer leaves.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync()
    {
        try
        {
            while (true)
            {
                var memory = input.GetMemory();
                var received = await socket.ReceiveAsync(memory, CancellationToken.None);
                switch (received.MessageType)
                {
                    case WebSocketMessageType.Close:
                        return $"the viewer closed with {(int?)socket.CloseStatus} {socket.CloseStatusDescription}".TrimEnd();
                    case WebSocketMessageType.Binary when identity.CanWrite:
                        await input.WriteAsync(received.Count);
                        break;
                    case WebSocketMessageType.Binary:
                        RefuseInput();
                        break;
                    case WebSocketMessageType.Text:
                        if (!TakeControl(memory.Span[..received.Count], received.EndOfMessage))
                        {
                            return "the viewer sent a control frame that is too long";
                        }

                        break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return $"the connection was lost: {e.Message}";
        }
    }

    private void RefuseInput()
    {
        if (!_refusalTold)
        {
            _refusalTold = true;
            output.TellError("You may only watch this terminal; what you type is not sent.");
        }
    }

    private bool TakeControl(ReadOnlySpan<byte> part, bool endOfMessage)
    {
        if (_control.WrittenCount + part.Length > MaxControlFrame)
        {
            return false;
        }

        _control.Write(part);
        if (endOfMessage)
        {
            Apply(_control.WrittenSpan);
            _control.ResetWrittenCount();
        }

        return true;
    }

    private void Apply(ReadOnlySpan<byte> json)
    {
        switch (Parse(json))
        {
            case { Type: ClientFrame.Acknowledge, Offset: >= 0 and var offset }:
                output.Acknowledge(offset);
                break;
            case { Type: ClientFrame.Resize, Cols: { } cols, Rows: { } rows } when new TerminalSize(cols, rows).IsValid:
                reporter.Resize(new TerminalSize(cols, rows));
                break;
            case { Type: ClientFrame.Resize }:
                output.TellError($"A terminal has 1 to {TerminalSize.Max} columns and rows.");
                break;
            default:
                // Also what a later client may send: it is told, and the stream goes on.
                output.TellError("The server does not understand a control frame of this client.");
                break;
        }
    }

    private static ClientFrame? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TerminalJsonContext.Default.ClientFrame);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
