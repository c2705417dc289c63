using System.Globalization;
using DepthCompress.DifferentialFuzz;

// DifferentialFuzz FIRST COUNT [FOLDER]: tries the random networks of COUNT seeds from FIRST on; what is found lies in FOLDER.
if (args is ["--worker", var from, var number, var place])
{
    Worker.Run(int.Parse(from, CultureInfo.InvariantCulture), int.Parse(number, CultureInfo.InvariantCulture), place, Console.Out);
    return 0;
}

if (args is not [var first, var count, .. var rest])
{
    Console.Error.WriteLine("usage: DifferentialFuzz FIRST-SEED COUNT [FOLDER]");
    return 2;
}

return new Campaign(rest is [var folder] ? folder : Path.Combine("artifacts", "fuzz"))
    .Run(int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), Console.Out) ? 0 : 1;
