using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudIde.Emulator.S3;

/// <summary>A request to S3: bucket, key and parameters, taken from the address as the client sent it.</summary>
/// <remarks>
/// The framework's own path is not used: it resolves <c>..</c> and joins nothing that S3 keeps apart, while a key may
/// hold <c>../</c> and <c>//</c> and means them literally.
/// </remarks>
internal sealed class S3Request
{
    /// <summary>The longest key, in UTF-8 bytes.</summary>
    private const int MaxKeyBytes = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _query = new(StringComparer.Ordinal);

    /// <summary>Reads a request's address.</summary>
    /// <param name="context">The request.</param>
    public S3Request(HttpContext context)
    {
        Context = context;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('/'))
        {
            var path = target.IndexOf('/', target.IndexOf("://", StringComparison.Ordinal) + 3);
            target = path < 0 ? "/" : target[path..];
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            foreach (var pair in new QueryStringEnumerable(target[question..]))
            {
                _query[pair.DecodeName().ToString()] = pair.DecodeValue().ToString();
            }

            target = target[..question];
        }

        var bucketInHost = VirtualHost.Bucket(context.Request.Host.Host);
        var rest = target.StartsWith('/') ? target[1..] : target;
        if (bucketInHost is not null)
        {
            Bucket = bucketInHost;
            Key = Decode(rest);
        }
        else
        {
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            Bucket = Decode(slash < 0 ? rest : rest[..slash]);
            Key = slash < 0 ? "" : Decode(rest[(slash + 1)..]);
        }

        if (Encoding.UTF8.GetByteCount(Key) > MaxKeyBytes)
        {
            throw new S3Exception(400, "KeyTooLongError", "Your key is too long");
        }
    }

    /// <summary>The request.</summary>
    public HttpContext Context { get; }

    /// <summary>The method.</summary>
    public string Method => Context.Request.Method;

    /// <summary>The headers.</summary>
    public IHeaderDictionary Headers => Context.Request.Headers;

    /// <summary>The bucket; empty for the list of buckets.</summary>
    public string Bucket { get; }

    /// <summary>The key; empty for the bucket itself.</summary>
    public string Key { get; }

    /// <summary>Whether reading the body has begun.</summary>
    public bool BodyStarted { get; set; }

    /// <summary>The names of the parameters.</summary>
    public IEnumerable<string> ParameterNames => _query.Keys;

    /// <summary>Whether a parameter is there, perhaps without a value.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it is there.</returns>
    public bool Has(string name) => _query.ContainsKey(name);

    /// <summary>A parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, or null.</returns>
    public string? Parameter(string name) => _query.GetValueOrDefault(name);

    /// <summary>A header.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, or null.</returns>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Decodes percent signs; what results must be UTF-8.</summary>
    /// <param name="text">The encoded text.</param>
    /// <returns>The text.</returns>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                count += Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.AsSpan(count));
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[count++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                throw InvalidUri();
            }
        }

        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            throw InvalidUri();
        }
    }

    private static S3Exception InvalidUri() => new(400, "InvalidURI", "Couldn't parse the specified URI.");
}
