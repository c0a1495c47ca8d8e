namespace CloudIde.Emulator.S3;

/// <summary>S3's errors, with its own codes and, where clients show them, its own words.</summary>
internal static class S3Errors
{
    public static S3Exception NoSuchBucket(string name) =>
        new(404, "NoSuchBucket", "The specified bucket does not exist") { Details = [("BucketName", name)] };

    public static S3Exception NoSuchKey(string? key = null) =>
        new(404, "NoSuchKey", "The specified key does not exist.") { Details = key is null ? [] : [("Key", key)] };

    public static S3Exception NoSuchUpload(string? id) =>
        new(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")
        {
            Details = [("UploadId", id ?? "")],
        };

    public static S3Exception PreconditionFailed(string condition) =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold") { Details = [("Condition", condition)] };

    public static S3Exception InvalidArgument(string message, string name, string? value) =>
        new(400, "InvalidArgument", message) { Details = [("ArgumentName", name), ("ArgumentValue", value ?? "")] };

    public static S3Exception InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static S3Exception MalformedXml() =>
        new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3Exception NotImplemented(string what) =>
        new(501, "NotImplemented", $"A header or query you provided implies functionality that is not implemented: {what}.")
        {
            Details = [("Header", what)],
        };

    public static S3Exception MethodNotAllowed(string method) =>
        new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.") { Details = [("Method", method)] };

    public static S3Exception IncompleteBody() =>
        new(400, "IncompleteBody", "The request body does not have the number of bytes, or the chunks, that its headers announce.");

    public static S3Exception BadDigest(string what) =>
        new(400, "BadDigest", $"The {what} you specified did not match what we received.");

    public static S3Exception EntityTooLarge(long size, long maximum) =>
        new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        {
            Details = [("ProposedSize", $"{size}"), ("MaxSizeAllowed", $"{maximum}")],
        };

    public static S3Exception InvalidTag(string message) => new(400, "InvalidTag", message);
}
