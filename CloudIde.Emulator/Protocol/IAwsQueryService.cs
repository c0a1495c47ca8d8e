using System.Buffers;

namespace CloudIde.Emulator.Protocol;

/// <summary>A service that speaks AWS's query protocol: a form with <c>Action=Operation</c>, answered in XML.</summary>
internal interface IAwsQueryService
{
    /// <summary>The service's name in a signature's credential scope, such as <c>sts</c>.</summary>
    string Name { get; }

    /// <summary>The API version that clients send, such as <c>2011-06-15</c>.</summary>
    string Version { get; }

    /// <summary>The XML namespace of answers and errors.</summary>
    string XmlNamespace { get; }

    /// <summary>Runs one action.</summary>
    /// <param name="action">The action.</param>
    /// <param name="parameters">The form, with <c>QueueUrl</c> filled in from the request's path where the client left it out.</param>
    /// <param name="endpoint">The endpoint as the client knows it, such as <c>http://localhost:4566</c>.</param>
    /// <param name="requestId">The id to repeat in the answer.</param>
    /// <param name="output">Receives the answer's XML.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    /// <exception cref="AwsServiceException">The error that the client receives.</exception>
    ValueTask InvokeAsync(
        string action,
        IReadOnlyDictionary<string, string> parameters,
        string endpoint,
        string requestId,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken);
}
