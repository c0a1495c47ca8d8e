using System.Collections.Frozen;
using System.Text.Json;

namespace CloudIde.Emulator.Protocol;

/// <summary>
/// Finds the service of a request by what AWS's clients send: <c>X-Amz-Target</c> means a JSON service, a form with
/// an <c>Action</c> the query protocol, an endpoint of the emulator itself comes next, and the rest is S3.
/// </summary>
internal sealed partial class AwsDispatcher
{
    private readonly FrozenDictionary<string, IAwsJsonService> _jsonServices;
    private readonly FrozenDictionary<string, IAwsJsonService>.AlternateLookup<ReadOnlySpan<char>> _jsonByTarget;
    private readonly IAwsQueryService[] _queryServices;
    private readonly IAwsRestService _rest;
    private readonly ILogger _logger;

    public AwsDispatcher(
        IEnumerable<IAwsJsonService> jsonServices,
        IEnumerable<IAwsQueryService> queryServices,
        IAwsRestService rest,
        ILogger<AwsDispatcher> logger)
    {
        _jsonServices = jsonServices.ToFrozenDictionary(service => service.TargetPrefix, StringComparer.Ordinal);
        _jsonByTarget = _jsonServices.GetAlternateLookup<ReadOnlySpan<char>>();
        _queryServices = [.. queryServices];
        _rest = rest;
        _logger = logger;
    }

    /// <summary>The services that answer, by the names of LocalStack's health document.</summary>
    public IEnumerable<string> ServiceNames =>
        _jsonServices.Values.Select(service => service.Name)
            .Concat(_queryServices.Select(service => service.Name))
            .Append(_rest.Name)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    /// <summary>Answers a request that carries the marks of an AWS client.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">Where a request without such marks goes: the emulator's own endpoints.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task HandleMarkedAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Headers.TryGetValue("X-Amz-Target", out var target))
        {
            return HandleJsonAsync(context, target.ToString());
        }

        if (IsQueryProtocol(request))
        {
            return HandleQueryAsync(context);
        }

        return request.Headers.Authorization.ToString().StartsWith("AWS", StringComparison.Ordinal)
            ? HandleRestAsync(context)
            : next(context);
    }

    /// <summary>Answers a request that nothing else claimed.</summary>
    /// <param name="context">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task HandleRestAsync(HttpContext context)
    {
        try
        {
            HeaderLimit.Check(context.Request);
        }
        catch (AwsServiceException error)
        {
            var requestId = RequestId.Next();
            using var output = new PooledBufferWriter();
            ErrorWriter.WriteRestXml(output, error, requestId);
            context.Response.StatusCode = error.StatusCode;
            context.Response.Headers["x-amz-request-id"] = requestId;
            await SendAsync(context, "application/xml", requestId, output);
            return;
        }

        await _rest.HandleAsync(context);
    }

    private static bool IsQueryProtocol(HttpRequest request)
    {
        if (HttpMethods.IsPost(request.Method)
            && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            // curl says "form" of every body, so a request to one of S3's POST operations may claim it too.
            return !request.Query.ContainsKey("delete") && !request.Query.ContainsKey("uploads") && !request.Query.ContainsKey("uploadId");
        }

        return request.QueryString.HasValue && request.Query.ContainsKey("Action")
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method));
    }

    private static string Endpoint(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    private async Task HandleJsonAsync(HttpContext context, string target)
    {
        var requestId = RequestId.Next();
        using var output = new PooledBufferWriter();
        IAwsJsonService? service = null;
        try
        {
            HeaderLimit.Check(context.Request);
            var dot = target.IndexOf('.', StringComparison.Ordinal);
            if (dot <= 0 || !_jsonByTarget.TryGetValue(target.AsSpan(0, dot), out service))
            {
                throw AwsServiceException.UnknownOperation(target);
            }

            using (var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted))
            {
                // The reader looks at no text that nobody asks it for, so what is not UTF-8 would pass or fail in midst of an operation.
                if (!System.Text.Unicode.Utf8.IsValid(body.Memory.Span))
                {
                    throw AwsServiceException.Serialization("The request's body is not UTF-8.");
                }

                await service.InvokeAtAsync(target[(dot + 1)..], body.Memory, Endpoint(context.Request), output, context.RequestAborted);
            }

            context.Response.StatusCode = 200;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            var error = ToServiceError(exception, target);
            output.Clear();
            ErrorWriter.WriteJson(output, error);
            context.Response.StatusCode = error.StatusCode;
            if (error.QueryCode is not null)
            {
                context.Response.Headers["x-amzn-query-error"] = $"{error.QueryCode};{(error.StatusCode < 500 ? "Sender" : "Receiver")}";
            }
        }

        await SendAsync(context, service?.ContentType ?? "application/x-amz-json-1.1", requestId, output);
    }

    private async Task HandleQueryAsync(HttpContext context)
    {
        var requestId = RequestId.Next();
        using var output = new PooledBufferWriter();
        var xmlNamespace = "";
        string? action = null;
        try
        {
            HeaderLimit.Check(context.Request);
            var parameters = await QueryParameters.ReadAsync(context.Request, context.RequestAborted);
            if (!parameters.TryGetValue("Action", out action) || action.Length == 0)
            {
                throw new AwsServiceException(400, "MissingAction", "The request must contain the parameter Action.");
            }

            var service = FindQueryService(context.Request, parameters)
                ?? throw new AwsServiceException(400, "InvalidAction", $"The action {action} is not valid for this endpoint.");
            xmlNamespace = service.XmlNamespace;
            await service.InvokeAsync(action, parameters, Endpoint(context.Request), requestId, output, context.RequestAborted);
            context.Response.StatusCode = 200;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            var error = ToServiceError(exception, action ?? "");
            output.Clear();
            ErrorWriter.WriteQueryXml(output, error, xmlNamespace, requestId);
            context.Response.StatusCode = error.StatusCode;
        }

        await SendAsync(context, "text/xml", requestId, output);
    }

    private IAwsQueryService? FindQueryService(HttpRequest request, Dictionary<string, string> parameters)
    {
        var signedFor = CredentialScope.Service(request.Headers.Authorization.ToString());
        parameters.TryGetValue("Version", out var version);
        foreach (var service in _queryServices)
        {
            if (signedFor.Equals(service.Name, StringComparison.Ordinal)
                || (signedFor.IsEmpty && string.Equals(version, service.Version, StringComparison.Ordinal)))
            {
                return service;
            }
        }

        // An unsigned call on a queue's own address needs no version.
        return signedFor.IsEmpty && version is null && parameters.ContainsKey("QueueUrl")
            ? Array.Find(_queryServices, service => service.Name == "sqs")
            : null;
    }

    private AwsServiceException ToServiceError(Exception exception, string operation)
    {
        switch (exception)
        {
            case AwsServiceException error:
                return error;
            case JsonException:
                return AwsServiceException.Serialization("The request's body is not the JSON that the operation expects.");
            case BadHttpRequestException bad:
                return new AwsServiceException(bad.StatusCode, "BadRequest", bad.Message);
            default:
                LogFailed(exception, operation);
                return new AwsServiceException(500, "InternalFailure", "The emulator failed to answer; its log says why.")
                {
                    QueryCode = "InternalFailure",
                };
        }
    }

    private static async Task SendAsync(HttpContext context, string contentType, string requestId, PooledBufferWriter output)
    {
        var response = context.Response;
        response.Headers["x-amzn-RequestId"] = requestId;
        response.ContentType = contentType;
        response.ContentLength = output.WrittenCount;
        if (output.WrittenCount > 0)
        {
            await response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
        }
    }
}
