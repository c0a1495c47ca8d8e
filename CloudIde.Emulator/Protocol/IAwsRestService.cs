namespace CloudIde.Emulator.Protocol;

/// <summary>The service that owns every request no other one claims: S3, whose addresses are the users' own bucket names.</summary>
internal interface IAwsRestService
{
    /// <summary>The name in LocalStack's health document.</summary>
    string Name { get; }

    /// <summary>Answers a request, errors included.</summary>
    /// <param name="context">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    Task HandleAsync(HttpContext context);
}
