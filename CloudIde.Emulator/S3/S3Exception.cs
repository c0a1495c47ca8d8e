namespace CloudIde.Emulator.S3;

/// <summary>An error that the client receives as S3's XML.</summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="code">S3's code, such as <c>NoSuchKey</c>.</param>
/// <param name="message">What is wrong.</param>
internal sealed class S3Exception(int statusCode, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>S3's code.</summary>
    public string Code { get; } = code;

    /// <summary>Further elements of the error, such as the argument's name.</summary>
    public (string Name, string Value)[] Details { get; init; } = [];
}
