using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.S3;

/// <summary>S3. Its operations follow; until then every request is refused as S3 refuses what it does not implement.</summary>
internal sealed class S3Service : IAwsRestService
{
    /// <inheritdoc/>
    public string Name => "s3";

    /// <inheritdoc/>
    public Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = 501;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NotImplemented</Code><Message>Not implemented.</Message></Error>");
    }
}
