using DepthCompress.GraphIR;

namespace Service;

/// <summary>Errors of the library as problem details: the code, what is wrong, how to mend it.</summary>
internal static class Problems
{
    public static IResult Of(DiagnosticException problem) => Results.Problem(
        problem.Message,
        title: problem.Code,
        statusCode: problem.Code[2] switch
        {
            '1' or '2' or '3' => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status500InternalServerError,
        },
        extensions: new Dictionary<string, object?> { ["code"] = problem.Code, ["remedy"] = problem.Diagnostic.Descriptor.Remedy });
}
