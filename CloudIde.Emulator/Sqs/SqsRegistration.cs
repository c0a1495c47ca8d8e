namespace CloudIde.Emulator.Sqs;

/// <summary>Adds SQS.</summary>
internal static class SqsRegistration
{
    /// <summary>Adds SQS to the emulator.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSqs(this IServiceCollection services) => services;
}
