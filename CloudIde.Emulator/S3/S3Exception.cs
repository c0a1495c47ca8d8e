namespace CloudIde.Emulator.S3;

/// <summary>An error as S3 answers it.</summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="code">S3's error code.</param>
/// <param name="message">What is wrong.</param>
/// <param name="details">Further elements of the error's document.</param>
internal sealed class S3Exception(int statusCode, string code, string message, params (string Name, string Value)[] details)
    : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>S3's error code.</summary>
    public string Code { get; } = code;

    /// <summary>Further elements of the error's document.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; } = details;

    public static S3Exception NoSuchBucket(string bucket) =>
        new(404, "NoSuchBucket", "The specified bucket does not exist", ("BucketName", bucket));

    public static S3Exception NoSuchKey(string key) =>
        new(404, "NoSuchKey", "The specified key does not exist.", ("Key", key));

    public static S3Exception NoSuchUpload(string uploadId) =>
        new(404, "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            ("UploadId", uploadId));

    public static S3Exception NotImplemented(string what) =>
        new(501, "NotImplemented", "A header or query you provided implies functionality that is not implemented: " + what, ("Header", what));

    public static S3Exception MethodNotAllowed(string method) =>
        new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", ("Method", method));

    public static S3Exception InvalidArgument(string name, string value, string message) =>
        new(400, "InvalidArgument", message, ("ArgumentName", name), ("ArgumentValue", value));

    public static S3Exception InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static S3Exception MalformedXml() =>
        new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3Exception PreconditionFailed(string condition) =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", ("Condition", condition));

    public static S3Exception Conflict(string condition) =>
        new(409, "ConditionalRequestConflict",
            "The conditional request cannot succeed due to a conflicting operation against this resource.", ("Condition", condition));

    public static S3Exception BadDigest(string what) =>
        new(400, "BadDigest", $"The {what} you specified did not match the calculated checksum.");

    public static S3Exception IncompleteBody() =>
        new(400, "IncompleteBody", "The request body terminated unexpectedly");
}
