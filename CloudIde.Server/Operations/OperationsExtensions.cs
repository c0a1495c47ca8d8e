using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Server.Accounts;
using CloudIde.Server.Commands;
using CloudIde.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudIde.Server.Operations;

/// <summary>Composes what operators see.</summary>
internal static class OperationsExtensions
{
    /// <summary>Adds operations data and metrics. Needs AddCloudIdeCore and AddAccounts.</summary>
    /// <param name="builder">The host builder.</param>
    /// <param name="settings">Who may look.</param>
    /// <param name="aws">Which AWS keeps the logs.</param>
    public static void AddOperations(this IHostApplicationBuilder builder, OperationsSettings settings, AwsSettings aws)
    {
        builder.AddPrometheus();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Logs);
        builder.Services.TryAddSingleton(_ => CloudWatchTaskLogs.CreateClient(aws));
        builder.Services.AddSingleton<CloudWatchTaskLogs>();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, OperationsJsonContext.Default));
    }

    /// <summary>Maps the operators' routes, and <c>/metrics</c> for a scraper with the token, or an operator.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder endpoints)
    {
        var settings = endpoints.ServiceProvider.GetRequiredService<OperationsSettings>();
        endpoints.MapMetrics().RequireAuthorization(policy => policy.RequireAssertion(context =>
            context.Resource is HttpContext http
            && (MetricsToken.IsSent(http.Request, settings.MetricsToken) || settings.IsOperator(http.Features.Get<CurrentUser>()))));
        var operations = endpoints.MapGroup("/api/v2/ops").AddEndpointFilter<RouteGroupBuilder, OperatorFilter>();
        OperationsEndpoints.Map(operations);
        DeadLetterEndpoints.Map(operations);
        return endpoints;
    }
}
