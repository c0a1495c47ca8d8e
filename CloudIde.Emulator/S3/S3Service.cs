using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Cors;
using CloudIde.Emulator.S3.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace CloudIde.Emulator.S3;

/// <summary>S3: finds what a request is about, has it answered, and answers what goes wrong.</summary>
internal sealed partial class S3Service(
    S3Store store,
    S3Router router,
    CorsOperations cors,
    RequestGate gate,
    ILogger<S3Service> logger) : IAwsRestService
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public string Name => "s3";

    /// <inheritdoc/>
    public async Task HandleAsync(HttpContext context)
    {
        var requestId = NewRequestId();
        context.Response.Headers["x-amz-request-id"] = requestId;
        context.Response.Headers["x-amz-id-2"] = requestId;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        try
        {
            var call = new S3Call(context, store, S3Address.Parse(context.Request.Host.Value ?? "", target));
            if (HttpMethods.IsOptions(context.Request.Method))
            {
                await cors.PreflightAsync(call);
                return;
            }

            gate.Check(call);
            cors.AddHeaders(call);
            await router.RunAsync(call);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception exception)
        {
            await FailAsync(context, requestId, target, exception);
        }
    }

    private async Task FailAsync(HttpContext context, string requestId, string target, Exception exception)
    {
        if (context.Response.HasStarted)
        {
            // Half an object must not look like a whole one.
            LogBroken(exception, context.Request.Method, target);
            context.Abort();
            return;
        }

        var error = ToS3Error(exception, context.Request.Method, target);
        var response = context.Response;
        RemoveObjectHeaders(response.Headers);
        response.StatusCode = error.StatusCode;
        if (context.Request.Headers.ContainsKey("Expect"))
        {
            // The client now keeps its body back, and the server would take the next request for it.
            response.Headers.Connection = "close";
        }

        if (HttpMethods.IsHead(context.Request.Method) || error.StatusCode == 304)
        {
            return;
        }

        using var output = new PooledBufferWriter();
        using (var xml = new XmlOutput(output))
        {
            xml.Start("Error");
            xml.Element("Code", error.Code);
            xml.Quotation("Message", error.Message);
            foreach (var (name, value) in error.Details)
            {
                xml.Quotation(name, value);
            }

            var query = target.IndexOf('?', StringComparison.Ordinal);
            xml.Quotation("Resource", query < 0 ? target : target[..query]);
            xml.Element("RequestId", requestId);
            xml.Element("HostId", requestId);
        }

        response.ContentType = "application/xml";
        response.ContentLength = output.WrittenCount;
        await response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }

    /// <summary>An operation may have set headers before it failed.</summary>
    private static void RemoveObjectHeaders(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.ToArray())
        {
            var stays = name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Vary", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-amz-bucket-region", StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-amz-request-id", StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-amz-id-2", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Content-Range", StringComparison.OrdinalIgnoreCase);
            if (!stays)
            {
                headers.Remove(name);
            }
        }
    }

    private S3Exception ToS3Error(Exception exception, string method, string target)
    {
        switch (exception)
        {
            case S3Exception error:
                return error;
            case AwsServiceException error:
                return new S3Exception(error.StatusCode, error.Code, error.Message);
            case BadHttpRequestException bad:
                return new S3Exception(bad.StatusCode, "BadRequest", bad.Message);
            default:
                LogFailed(exception, method, target);
                return new S3Exception(500, "InternalError", "We encountered an internal error. The emulator's log says why.");
        }
    }

    private static string NewRequestId()
    {
        Span<byte> bytes = stackalloc byte[8];
        Random.Shared.NextBytes(bytes);
        return Convert.ToHexString(bytes);
    }
}
