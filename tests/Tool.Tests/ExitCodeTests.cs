using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("DC1001", 3)]
    [InlineData("DC1030", 3)]
    [InlineData("DC2001", 2)]
    [InlineData("DC2005", 3)]
    [InlineData("DC2020", 2)]
    [InlineData("DC2022", 3)]
    [InlineData("DC2030", 2)]
    [InlineData("DC2031", 2)]
    [InlineData("DC2101", 2)]
    [InlineData("DC2110", 130)]
    [InlineData("DC2610", 130)]
    [InlineData("DC2501", 3)]
    [InlineData("DC3103", 3)]
    [InlineData("DC3201", 1)]
    [InlineData("DC3202", 3)]
    [InlineData("DC4002", 4)]
    [InlineData("DC5002", 1)]
    [InlineData("DC9001", 5)]
    public void ACodeHasItsExit(string code, int exit) =>
        Assert.Equal(exit, (int)ExitCodes.Of(DiagnosticCatalog.All.Single(descriptor => descriptor.Code == code)));

    [Fact]
    public void EveryErrorEndsWithoutSuccess() =>
        Assert.All(DiagnosticCatalog.All.Where(descriptor => descriptor.Severity is Severity.Error), descriptor =>
            Assert.NotEqual(ExitCode.Done, ExitCodes.Of(descriptor)));
}
