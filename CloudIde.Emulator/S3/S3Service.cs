using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.S3;

/// <summary>S3: finds the operation of a request by method, address and parameters, and answers its errors.</summary>
/// <param name="store">The buckets.</param>
/// <param name="options">Account, region and clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class S3Service(S3Store store, EmulatorOptions options, ILogger<S3Service> logger) : IAwsRestService
{
    /// <summary>Sub-resources that S3 has and this emulator has not.</summary>
    private static readonly HashSet<string> NotImplemented = new(StringComparer.Ordinal)
    {
        "accelerate", "acl", "analytics", "attributes", "encryption", "intelligent-tiering", "inventory", "legal-hold",
        "lifecycle", "logging", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls", "policy",
        "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore", "retention", "select",
        "session", "tagging", "torrent", "versioning", "versions", "website",
    };

    /// <inheritdoc/>
    public string Name => "s3";

    /// <inheritdoc/>
    public async Task HandleAsync(HttpContext context)
    {
        var requestId = Convert.ToHexString(Guid.NewGuid().ToByteArray().AsSpan(0, 8));
        context.Response.Headers["x-amz-request-id"] = requestId;
        context.Response.Headers["x-amz-id-2"] = requestId;
        S3Request? request = null;
        try
        {
            request = new S3Request(context);
            PresignedUrl.Check(request, options.TimeProvider.GetUtcNow());
            if (HttpMethods.IsOptions(request.Method))
            {
                Preflight(request);
                return;
            }

            AddCorsHeaders(request);
            await DispatchAsync(request);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is not S3Exception)
        {
            // The client has gone; nobody is left to answer.
        }
        catch (Exception exception)
        {
            await AnswerErrorAsync(context, request, ToS3Exception(exception, context), requestId);
        }
    }

    private Task DispatchAsync(S3Request request)
    {
        if (request.Bucket.Length == 0)
        {
            return HttpMethods.IsGet(request.Method)
                ? ListBucketsAsync(request)
                : throw S3Exception.MethodNotAllowed(request.Method);
        }

        foreach (var name in request.ParameterNames)
        {
            if (NotImplemented.Contains(name))
            {
                throw S3Exception.NotImplemented(name);
            }
        }

        if (request.Parameter("versionId") is { Length: > 0 } version && version != "null")
        {
            throw S3Exception.NotImplemented("versionId");
        }

        return request.Key.Length == 0 ? DispatchBucketAsync(request) : DispatchObjectAsync(request);
    }

    private Task DispatchBucketAsync(S3Request request) => request.Method switch
    {
        "PUT" when request.Has("cors") => PutBucketCorsAsync(request),
        "PUT" => CreateBucketAsync(request),
        "HEAD" => HeadBucketAsync(request),
        "DELETE" when request.Has("cors") => DeleteBucketCorsAsync(request),
        "DELETE" => DeleteBucketAsync(request),
        "GET" when request.Has("cors") => GetBucketCorsAsync(request),
        "GET" when request.Has("location") => GetBucketLocationAsync(request),
        "GET" when request.Has("uploads") => ListMultipartUploadsAsync(request),
        "GET" => ListObjectsAsync(request),
        "POST" when request.Has("delete") => DeleteObjectsAsync(request),
        "POST" => throw S3Exception.NotImplemented("POST object by form"),
        _ => throw S3Exception.MethodNotAllowed(request.Method),
    };

    private Task DispatchObjectAsync(S3Request request) => request.Method switch
    {
        "PUT" when request.Has("uploadId") => UploadPartAsync(request),
        "PUT" when request.Header("x-amz-copy-source") is not null => CopyObjectAsync(request),
        "PUT" => PutObjectAsync(request),
        "GET" when request.Has("uploadId") => ListPartsAsync(request),
        "GET" or "HEAD" => GetObjectAsync(request),
        "DELETE" when request.Has("uploadId") => AbortMultipartUploadAsync(request),
        "DELETE" => DeleteObjectAsync(request),
        "POST" when request.Has("uploads") => CreateMultipartUploadAsync(request),
        "POST" when request.Has("uploadId") => CompleteMultipartUploadAsync(request),
        _ => throw S3Exception.MethodNotAllowed(request.Method),
    };

    private S3Exception ToS3Exception(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case S3Exception known:
                return known;
            case AwsServiceException known:
                return new S3Exception(known.StatusCode, known.Code == "RequestEntityTooLarge" ? "MaxMessageLengthExceeded" : known.Code, known.Message);
            case BadHttpRequestException bad:
                return new S3Exception(bad.StatusCode, "IncompleteBody", bad.Message);
            default:
                LogFailed(exception, context.Request.Method, context.Request.Path);
                return new S3Exception(500, "InternalError", "We encountered an internal error. Please try again.");
        }
    }

    private async Task AnswerErrorAsync(HttpContext context, S3Request? request, S3Exception error, string requestId)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            // Half of an object was sent: only an aborted connection tells the client that the rest is missing.
            context.Abort();
            return;
        }

        var headers = response.Headers;
        response.StatusCode = error.StatusCode;
        response.ContentLength = null;
        if (request is { BodyStarted: false } && context.Request.Headers.Expect.Count > 0)
        {
            // The client still waits for "100 Continue" and may never send the body: what comes next on this connection
            // could be either, so there is no next.
            headers.Connection = "close";
        }

        headers.ETag = default;
        headers.LastModified = default;
        if (HttpMethods.IsHead(context.Request.Method) || error.StatusCode == 304)
        {
            return;
        }

        using var output = new PooledBufferWriter();
        using (var xml = new XmlOutput(output))
        {
            xml.Start("Error");
            xml.Element("Code", error.Code);
            xml.Element("Message", error.Message);
            foreach (var (name, value) in error.Details)
            {
                xml.Element(name, value);
            }

            if (request is not null)
            {
                xml.Element("Resource", "/" + request.Bucket + (request.Key.Length == 0 ? "" : "/" + request.Key));
            }

            xml.Element("RequestId", requestId);
            xml.Element("HostId", requestId);
        }

        await SendXmlAsync(context, output);
    }

    private static async Task SendXmlAsync(HttpContext context, PooledBufferWriter output)
    {
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }

    private static async Task SendXmlAsync(HttpContext context, Action<XmlOutput> write)
    {
        using var output = new PooledBufferWriter();
        using (var xml = new XmlOutput(output))
        {
            write(xml);
        }

        await SendXmlAsync(context, output);
    }

    private static async Task<System.Xml.Linq.XElement> ReadXmlAsync(S3Request request)
    {
        var expected = ExpectedDigests.Read(request);
        using var body = await RequestBody.ReadAsync(request.Context.Request, request.Context.RequestAborted);
        SmallBody.Check(expected, body.Memory.Span);
        return XmlInput.Parse(body.Memory);
    }

    private long Now() => options.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
}
