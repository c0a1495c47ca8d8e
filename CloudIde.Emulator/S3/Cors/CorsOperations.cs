using System.Globalization;
using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Cors;

/// <summary>A bucket's CORS configuration, and what it does to answers.</summary>
internal sealed class CorsOperations
{
    /// <summary>Answers with the configuration.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task GetAsync(S3Call call)
    {
        var rules = call.Bucket.Settings.Cors
            ?? throw new S3Exception(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist") { Details = [("BucketName", call.BucketName)] };
        return call.SendXmlAsync("CORSConfiguration", xml => CorsDocument.Write(xml, rules));
    }

    /// <summary>Replaces the configuration.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task PutAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var rules = CorsDocument.Parse(await RequestPayload.Open(call).ReceiveAllAsync(RequestXml.MaxBytes));
        bucket.Configure(settings => settings with { Cors = rules });
        await call.SendAsync(200);
    }

    /// <summary>Removes the configuration.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task DeleteAsync(S3Call call)
    {
        call.Bucket.Configure(settings => settings with { Cors = null });
        return call.SendAsync(204);
    }

    /// <summary>Answers a preflight.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task PreflightAsync(S3Call call)
    {
        var origin = call.Header("Origin") ?? throw new S3Exception(400, "BadRequest", "Insufficient information. Origin request header needed.");
        var method = call.Header("Access-Control-Request-Method")
            ?? throw new S3Exception(400, "BadRequest", "Invalid Access-Control-Request-Method: null");
        var headers = (call.Header("Access-Control-Request-Headers") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var rules = call.BucketName.Length == 0 ? null : call.Bucket.Settings.Cors;
        if (rules is null)
        {
            throw new S3Exception(403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.");
        }

        var rule = Array.Find(rules, candidate => candidate.Allows(origin, method) && Array.TrueForAll(headers, candidate.AllowsHeader))
            ?? throw new S3Exception(403, "AccessForbidden",
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.");
        Write(call, rule, origin);
        if (headers.Length > 0)
        {
            call.ResponseHeaders.AccessControlAllowHeaders = string.Join(", ", headers).ToLowerInvariant();
        }

        return call.SendAsync(200);
    }

    /// <summary>Adds what a script's browser needs to any other answer.</summary>
    /// <param name="call">The request.</param>
    public void AddHeaders(S3Call call)
    {
        if (call.Header("Origin") is { } origin
            && call.BucketName.Length > 0
            && call.Store.Find(call.BucketName)?.Settings.Cors is { } rules
            && Array.Find(rules, rule => rule.Allows(origin, call.Http.Request.Method)) is { } found)
        {
            Write(call, found, origin);
        }
    }

    private static void Write(S3Call call, CorsRule rule, string origin)
    {
        var headers = call.ResponseHeaders;
        if (rule.Origins.Contains("*", StringComparer.Ordinal))
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
        }

        headers.AccessControlAllowMethods = string.Join(", ", rule.Methods);
        headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
        if (rule.ExposedHeaders.Length > 0)
        {
            headers.AccessControlExposeHeaders = string.Join(", ", rule.ExposedHeaders);
        }

        if (rule.MaxAgeSeconds >= 0)
        {
            headers.AccessControlMaxAge = rule.MaxAgeSeconds.ToString(CultureInfo.InvariantCulture);
        }
    }
}
