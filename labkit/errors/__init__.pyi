from . import cell_errors as cell_errors, unknown_name as unknown_name
