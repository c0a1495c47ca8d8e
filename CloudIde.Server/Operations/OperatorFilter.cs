using CloudIde.Server.Accounts;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Operations;

/// <summary>Lets operators through and nobody else.</summary>
internal sealed class OperatorFilter(OperationsSettings settings) : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        settings.IsOperator(context.HttpContext.Features.Get<CurrentUser>())
            ? next(context)
            : throw ProblemException.Forbidden("This account is not an operator's. The setting OPS_USERS names the operators.");
}
