using System.Globalization;
using System.Text;

namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>One request that must be refused.</summary>
/// <param name="Kind">What is wrong with it, for the message of a failed test.</param>
/// <param name="Bytes">What goes over the connection.</param>
internal sealed record HostileRequest(string Kind, byte[] Bytes)
{
    /// <summary>The refusal must be JSON: the request reaches a JSON service.</summary>
    public bool WantsJson { get; init; }

    /// <summary>The client ends its side of the connection behind the bytes, so that a body stays incomplete. To HTTP
    /// servers that is a client that has gone, and so it may get no answer at all.</summary>
    public bool Ends { get; init; }

    /// <summary>The request has the length it announces, so an honest one behind it on the same connection must be understood.</summary>
    public bool IsWhole { get; init; }

    /// <summary>A request whose body has the announced length.</summary>
    public static HostileRequest Whole(string kind, string method, string target, string headers, byte[] body) =>
        WithLength(kind, method, target, headers, body, body.Length) with { IsWhole = true };

    /// <summary>A request that announces a length of its own.</summary>
    public static HostileRequest WithLength(string kind, string method, string target, string headers, byte[] body, long length) => Raw(
        kind,
        string.Create(CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n"),
        body);

    /// <summary>Bytes that may be no request at all; characters stand for themselves as bytes.</summary>
    public static HostileRequest Raw(string kind, string head, byte[]? body = null) =>
        new(kind, [.. Encoding.Latin1.GetBytes(head), .. body ?? []]);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(Bytes);
        return $"{Kind}: {(text.Length > 700 ? $"{text[..700]}… ({text.Length} bytes)" : text)}";
    }
}
