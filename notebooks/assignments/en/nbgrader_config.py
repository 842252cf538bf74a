import attention_lab

c = get_config()
load_subconfig(attention_lab.NBGRADER_CONFIG)
c.ExecutePreprocessor.timeout = 180
