namespace CloudIde.Emulator.Protocol;

/// <summary>AWS's limit for headers, checked here so that the refusal has AWS's form.</summary>
internal static class HeaderLimit
{
    /// <summary>Names and values together, in characters: S3 takes 8 KiB, and other services 16 KiB; the larger holds for all.</summary>
    private const int MaxCharacters = 16 * 1024;

    /// <summary>Refuses a request with more.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="AwsServiceException">There is more.</exception>
    public static void Check(HttpRequest request)
    {
        var total = 0;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                total += name.Length + (value?.Length ?? 0);
            }
        }

        if (total > MaxCharacters)
        {
            throw new AwsServiceException(400, "RequestHeaderSectionTooLarge",
                "Your request header section exceeds the maximum allowed size.");
        }
    }
}
