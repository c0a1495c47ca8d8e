using System.Globalization;
using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Storage;
using Microsoft.Extensions.Primitives;

namespace CloudIde.Emulator.S3;

/// <summary>One request to S3, and the ways in which its operations read it and answer.</summary>
/// <param name="http">The request.</param>
/// <param name="store">Every bucket.</param>
/// <param name="address">What the request is about.</param>
internal sealed class S3Call(HttpContext http, S3Store store, S3Address address)
{
    /// <summary>The namespace of S3's XML.</summary>
    public const string XmlNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private BucketStore? _bucket;

    /// <summary>The request and its answer.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>Every bucket.</summary>
    public S3Store Store { get; } = store;

    /// <summary>The bucket's name.</summary>
    public string BucketName => address.Bucket;

    /// <summary>The key.</summary>
    public string Key => address.Key;

    /// <summary>The bucket.</summary>
    /// <exception cref="S3Exception">There is none of that name.</exception>
    public BucketStore Bucket => _bucket ??= Store.Find(BucketName) ?? throw S3Errors.NoSuchBucket(BucketName);

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The answer's headers.</summary>
    public IHeaderDictionary ResponseHeaders => Http.Response.Headers;

    /// <summary>Reads a header.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, or null.</returns>
    public string? Header(string name) =>
        Http.Request.Headers.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value.ToString() : null;

    /// <summary>Whether the query has a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True when it has, even without a value.</returns>
    public bool Has(string name) => Http.Request.QueryString.HasValue && Http.Request.Query.ContainsKey(name);

    /// <summary>Reads a parameter of the query.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, or null.</returns>
    public string? Query(string name) =>
        Http.Request.QueryString.HasValue && Http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Reads a parameter that is a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fallback">Its value where it is missing.</param>
    /// <param name="minimum">The lowest allowed.</param>
    /// <param name="maximum">The highest allowed.</param>
    /// <returns>The number.</returns>
    /// <exception cref="S3Exception">It is not such a number.</exception>
    public int Number(string name, int fallback, int minimum, int maximum)
    {
        var text = Query(name);
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw S3Errors.InvalidArgument($"{name} must be an integer between {minimum} and {maximum}", name, text);
    }

    /// <summary>Refuses a version of an object: none of them has one but "null".</summary>
    public void RefuseVersion()
    {
        if (Query("versionId") is { } version and not "null")
        {
            throw S3Errors.InvalidArgument("Invalid version id specified", "versionId", version);
        }
    }

    /// <summary>Answers without a body.</summary>
    /// <param name="statusCode">The status.</param>
    /// <returns>A completed task.</returns>
    public Task SendAsync(int statusCode)
    {
        Http.Response.StatusCode = statusCode;
        if (statusCode is not 204 and not 304)
        {
            Http.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    /// <summary>Answers with XML.</summary>
    /// <param name="root">The root element.</param>
    /// <param name="write">Writes what is inside.</param>
    /// <param name="statusCode">The status.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task SendXmlAsync(string root, Action<XmlOutput> write, int statusCode = 200)
    {
        using var output = new PooledBufferWriter();
        using (var xml = new XmlOutput(output))
        {
            xml.Start(root, XmlNamespace);
            write(xml);
        }

        Http.Response.StatusCode = statusCode;
        Http.Response.ContentType = "application/xml";
        Http.Response.ContentLength = output.WrittenCount;
        await Http.Response.Body.WriteAsync(output.WrittenMemory, Aborted);
    }

    /// <summary>A time as S3's XML has it.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Such as 2026-01-31T12:00:00.000Z.</returns>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
